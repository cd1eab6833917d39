import type { Element } from "domhandler";
import type { Media } from "../../contract.ts";
import { isObject, objectAt, stringAt } from "../json-access.ts";
import { unwrapLink } from "../linkedin-url.ts";
import { realAlt } from "../page-words.ts";
import { readTolerantJson } from "../tolerant-json.ts";
import { all, first, lineOf } from "./dom-query.ts";

const articleSelector =
  '[data-test-id="article-content"], a.feed-article-content, .update-components-article a[href], .feed-shared-article a[href], [data-test-id="feed-article-content"]';
const imageSelector =
  '[data-test-id="feed-images-content"] img, .feed-images-content img, .update-components-image img, .feed-shared-image__container img, .feed-shared-image img, .update-components-linkedin-image img';
const videoSelector =
  'video, [data-test-id="feed-native-video-content"], .update-components-linkedin-video, .feed-shared-linkedin-video';
const documentSelector =
  "[data-native-document-config], .update-components-document__container iframe, .feed-shared-document iframe, .update-components-document";

/** Images, video, document or article link of a post; null when the markup shows none of them. */
export function readMedia(root: Element): Media[] | null {
  const found = documents(root) ?? videos(root) ?? articles(root) ?? images(root);
  return found === null || found.length === 0 ? null : found;
}

function documents(root: Element): Media[] | null {
  const element = first(root, documentSelector);
  if (element === null) return null;
  const reading = readTolerantJson(element.attribs["data-native-document-config"] ?? "");
  const doc = reading.ok ? objectAt(reading.value, "doc") : null;
  const title = stringAt(doc, "title") ?? (element.attribs.title?.trim() || null);
  return [{ kind: "document", url: stringAt(doc, "url") ?? stringAt(doc, "manifestUrl"), alt: null, title }];
}

function videos(root: Element): Media[] | null {
  const element = first(root, videoSelector);
  if (element === null) return null;
  const video = element.name === "video" ? element : (first(element, "video") ?? element);
  return [
    { kind: "video", url: bestVideoSource(video), alt: realAlt(video.attribs["aria-label"]), title: null },
  ];
}

/** The source with the highest bit rate. */
function bestVideoSource(video: Element): string | null {
  const reading = readTolerantJson(video.attribs["data-sources"] ?? "");
  const sources = (reading.ok && Array.isArray(reading.value) ? reading.value : []).filter(isObject);
  sources.sort((a, b) => Number(b["data-bitrate"] ?? 0) - Number(a["data-bitrate"] ?? 0));
  const url = stringAt(sources[0], "src") ?? video.attribs.src ?? null;
  return url === null ? null : onTheWeb(url);
}

/** A saved page points to the browser's own copies (`./page_files/…`, `cid:…`, `blob:…`): those are no addresses. */
function onTheWeb(url: string): string | null {
  return /^(?:https?:)?\/\//i.test(url) ? url : null;
}

function articles(root: Element): Media[] | null {
  const element = first(root, articleSelector);
  if (element === null) return null;
  const href = element.attribs.href;
  const title = first(
    root,
    '[data-test-id="article-content__title"], .update-components-article__title, .feed-shared-article__title',
  );
  return [
    {
      kind: "article",
      url: href === undefined ? null : unwrapLink(href),
      alt: null,
      title: lineOf(title) || realAlt(first(element, "img")?.attribs.alt),
    },
  ];
}

function images(root: Element): Media[] | null {
  const found: Media[] = [];
  const seen = new Set<string>();
  for (const image of all(root, imageSelector)) {
    const url = image.attribs["data-delayed-url"] ?? image.attribs.src ?? null;
    if (url === null || url.startsWith("data:") || seen.has(url)) continue;
    seen.add(url);
    found.push({ kind: "image", url: onTheWeb(url), alt: realAlt(image.attribs.alt), title: null });
  }
  return found;
}
