import type { Media } from "../../contract.ts";
import { isObject, type JsonObject, listAt, objectAt, stringAt } from "../json-access.ts";
import { unwrapLink } from "../linkedin-url.ts";
import { realAlt } from "../page-words.ts";
import type { EntityGraph } from "./entity-graph.ts";
import { textOf } from "./text-view.ts";

type Reader = (component: JsonObject, graph: EntityGraph) => Media[];

/** What each content component of the feed shows. Components not listed (polls, events, jobs…) are no media. */
const readers: Record<string, Reader> = {
  ImageComponent: images,
  LinkedInVideoComponent: video,
  ExternalVideoComponent: article,
  DocumentComponent: document,
  ArticleComponent: article,
  CarouselComponent: carousel,
};

/** The media of a post's `content`: normalised (`$type`), union by full name, or union by short name. */
export function mediaOfContent(content: JsonObject | null, graph: EntityGraph): Media[] {
  if (content === null) return [];
  for (const [name, read] of Object.entries(readers)) {
    const component = componentOf(content, name, graph);
    if (component !== null) return read(component, graph);
  }
  return [];
}

function componentOf(content: JsonObject, name: string, graph: EntityGraph): JsonObject | null {
  if (typeof content.$type === "string" && content.$type.endsWith(`.${name}`)) return content;
  const short = `${name[0]!.toLowerCase()}${name.slice(1)}`;
  return (
    objectAt(content, `com.linkedin.voyager.feed.render.${name}`) ??
    graph.follow(content, short) ??
    graph.follow(content, short.replace("linkedIn", "linkedin"))
  );
}

function images(component: JsonObject): Media[] {
  return listAt(component, "images")
    .filter(isObject)
    .map((image) => ({
      kind: "image" as const,
      url: imageUrl(image),
      alt: realAlt(stringAt(image, "accessibilityText")),
      title: null,
    }));
}

/** The widest rendering of an image: `rootUrl` + the artifact's path. */
function imageUrl(image: JsonObject): string | null {
  for (const attribute of listAt(image, "attributes")) {
    const detail = objectAt(attribute, "detailData") ?? objectAt(attribute, "detailDataUnion");
    const vector =
      objectAt(attribute, "vectorImage") ??
      objectAt(detail, "vectorImage") ??
      objectAt(detail, "com.linkedin.common.VectorImage");
    const url =
      vectorUrl(vector) ?? stringAt(objectAt(detail, "imageUrl"), "url") ?? stringAt(attribute, "imageUrl");
    if (url !== null) return url;
  }
  return vectorUrl(objectAt(image, "vectorImage"));
}

function vectorUrl(vector: JsonObject | null): string | null {
  const root = stringAt(vector, "rootUrl");
  const artifacts = listAt(vector, "artifacts")
    .filter(isObject)
    .sort((a, b) => Number(b.width ?? 0) - Number(a.width ?? 0));
  const segment = stringAt(artifacts[0], "fileIdentifyingUrlPathSegment");
  return root === null || segment === null
    ? segment?.startsWith("http") === true
      ? segment
      : null
    : `${root}${segment}`;
}

function video(component: JsonObject, graph: EntityGraph): Media[] {
  const play = graph.follow(component, "videoPlayMetadata");
  const streams = listAt(play, "progressiveStreams")
    .filter(isObject)
    .sort((a, b) => Number(b.bitRate ?? b.height ?? 0) - Number(a.bitRate ?? a.height ?? 0));
  const location = listAt(streams[0], "streamingLocations").find(isObject);
  return [{ kind: "video", url: stringAt(location, "url"), alt: null, title: null }];
}

function document(component: JsonObject): Media[] {
  const inner = objectAt(component, "document") ?? component;
  return [
    {
      kind: "document",
      url: stringAt(inner, "transcribedDocumentUrl") ?? stringAt(inner, "manifestUrl"),
      alt: null,
      title: textOf(inner.title),
    },
  ];
}

function article(component: JsonObject): Media[] {
  const target =
    stringAt(objectAt(component, "navigationContext"), "actionTarget") ??
    stringAt(objectAt(component, "navigationContext"), "url");
  return [
    {
      kind: "article",
      url: target === null ? null : unwrapLink(target),
      alt: null,
      title: textOf(component.title),
    },
  ];
}

function carousel(component: JsonObject, graph: EntityGraph): Media[] {
  return listAt(component, "items").flatMap((item) =>
    mediaOfContent(objectAt(item, "content") ?? (isObject(item) ? item : null), graph),
  );
}
