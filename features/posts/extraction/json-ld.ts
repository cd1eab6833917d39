import { decodeHTMLStrict } from "entities";
import type { Media } from "../contract.ts";
import { addUrn, type AuthorFacts, type Candidate, emptyCandidate, type Known, known } from "./candidate.ts";
import { countOf } from "./counts.ts";
import { isObject, type JsonObject, listAt, objectAt, stringAt } from "./json-access.ts";
import { canonicalPermalink, canonicalProfileUrl, kindOfProfile } from "./linkedin-url.ts";
import { readTolerantJson } from "./tolerant-json.ts";
import { postUrnIn, postUrnOfUrl } from "./urn.ts";

const postTypes = new Set([
  "SocialMediaPosting",
  "DiscussionForumPosting",
  "VideoObject",
  "Article",
  "NewsArticle",
  "BlogPosting",
]);

/** One node of structured data with the path it stands at. */
export interface JsonLdNode {
  node: JsonObject;
  types: string[];
  path: string;
}

/** All top-level nodes of a page's JSON-LD blocks, `@graph` and arrays unfolded; broken blocks become problems. */
export function readJsonLd(blocks: readonly string[], problems: string[]): JsonLdNode[] {
  const nodes: JsonLdNode[] = [];
  for (const [index, block] of blocks.entries()) {
    const reading = readTolerantJson(block);
    if (!reading.ok) problems.push(`json_ld_unreadable: block ${index + 1}: ${reading.error.slice(0, 120)}`);
    else unfold(reading.value, `ld[${index}]`, nodes);
  }
  return nodes;
}

function unfold(value: unknown, path: string, nodes: JsonLdNode[]): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) unfold(item, `${path}[${index}]`, nodes);
  } else if (isObject(value)) {
    const types = listAt(value, "@type").filter((type) => typeof type === "string");
    if (types.length > 0) nodes.push({ node: value, types, path });
    if (value["@graph"] !== undefined) unfold(value["@graph"], `${path}.@graph`, nodes);
    const main = value.mainEntity;
    if (isObject(main) && types.some((type) => type === "WebPage" || type === "ItemPage"))
      unfold(main, `${path}.mainEntity`, nodes);
  }
}

/** Whether a node describes a post. */
export function isPostNode(node: JsonLdNode): boolean {
  return node.types.some((type) => postTypes.has(type));
}

/** What a posting node says. Its counts are known to lag behind the page (LinkedIn often leaves 0), so the merge trusts them least. */
export function candidateFromJsonLd({ node, types, path }: JsonLdNode): Candidate {
  const candidate = emptyCandidate("json-ld");
  readIdentity(candidate, node, path);
  candidate.author = readAuthor(objectOrFirst(node.author) ?? objectOrFirst(node.creator), `${path}.author`);
  readText(candidate, node, types, path);
  const published = stringAt(node, "datePublished") ?? stringAt(node, "uploadDate");
  if (published !== null)
    candidate.published = known(absoluteMs(published), `${path}.datePublished`, published);
  readCounts(candidate, node, path);
  candidate.reshared = readShared(node, path);
  candidate.media = readMedia(
    node,
    types,
    path,
    candidate.reshared !== null && candidate.reshared !== undefined,
  );
  return candidate;
}

/** An absolute moment with a time zone; a bare day or a local time is no moment. */
function absoluteMs(text: string): number | null {
  const ms = /T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

function readIdentity(candidate: Candidate, node: JsonObject, path: string): void {
  for (const key of ["@id", "url", "mainEntityOfPage", "embedUrl"]) {
    const value = addressAt(node, key);
    if (value === null) continue;
    addUrn(candidate, postUrnOfUrl(value) ?? postUrnIn(value), `${path}.${key}`, value);
    if (key !== "embedUrl") candidate.permalink ??= known(canonicalPermalink(value), `${path}.${key}`, value);
  }
}

/** An address may stand as a string or inside an object. */
function addressAt(node: JsonObject, key: string): string | null {
  const inner = objectAt(node, key);
  return stringAt(node, key) ?? stringAt(inner, "@id") ?? stringAt(inner, "url");
}

function objectOrFirst(value: unknown): JsonObject | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(first) ? first : null;
}

function readAuthor(author: JsonObject | null, path: string): AuthorFacts {
  if (author === null) return {};
  const name = stringAt(author, "name");
  const url = stringAt(author, "url") ?? stringAt(author, "@id") ?? stringAt(author, "sameAs");
  const profileUrl = canonicalProfileUrl(url);
  const type = stringAt(author, "@type");
  const kind = (profileUrl === null ? null : kindOfProfile(profileUrl)) ?? kindOfType(type);
  const facts: AuthorFacts = {};
  const entries = {
    name: known(name === null ? null : plain(name).trim(), `${path}.name`, name),
    kind: known(kind, type === null ? `${path}.url` : `${path}.@type`, type ?? url),
    profileUrl: known(profileUrl, `${path}.url`, url),
    headline: known(stringAt(author, "jobTitle"), `${path}.jobTitle`),
  };
  return Object.assign(
    facts,
    Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)),
  );
}

function kindOfType(type: string | null): "person" | "company" | null {
  if (type === "Person") return "person";
  return type !== null && /Organization|Corporation|School|University/.test(type) ? "company" : null;
}

/** JSON-LD texts carry at most one level of HTML entities; "?a=1&copy=2" is none. */
function plain(text: string): string {
  return text.includes("&") ? decodeHTMLStrict(text) : text;
}

/**
 * The post's own text is `articleBody`; `text` is the title of a shared link whenever a body stands beside it, and a
 * video's `description` may be cut.
 */
function readText(candidate: Candidate, node: JsonObject, types: readonly string[], path: string): void {
  const body = stringAt(node, "articleBody");
  const isVideo = types.includes("VideoObject");
  const key = body === null ? (isVideo ? "description" : "text") : "articleBody";
  const raw = body ?? stringAt(node, key);
  if (raw === null || (key === "text" && !textIsBody(node, raw, types))) return;
  const text = plain(raw);
  candidate.textIsWhole = key === "articleBody" && !/(?:…|\.\.\.)\s*$/.test(text);
  candidate.text = known(text, `${path}.${key}`, raw);
}

/** `text` is the body only of forum postings whose headline is its beginning. */
function textIsBody(node: JsonObject, text: string, types: readonly string[]): boolean {
  const headline = stringAt(node, "headline");
  const begins = headline === null || text.startsWith(headline.slice(0, 24).trim());
  return types.includes("DiscussionForumPosting") && begins && node.sharedContent === undefined;
}

const actionFields: readonly [RegExp, "reactions" | "comments" | "reposts"][] = [
  [/LikeAction$/, "reactions"],
  [/CommentAction$/, "comments"],
  [/(?:Share|Repost)Action$/, "reposts"],
];

function readCounts(candidate: Candidate, node: JsonObject, path: string): void {
  for (const [index, statistic] of listAt(node, "interactionStatistic").entries()) {
    if (!isObject(statistic)) continue;
    const type =
      stringAt(statistic, "interactionType") ?? stringAt(objectAt(statistic, "interactionType"), "@type");
    const field = actionFields.find(([pattern]) => type !== null && pattern.test(type))?.[1];
    const count = countOf(statistic.userInteractionCount);
    if (field !== undefined && count !== null)
      candidate[field] ??= known(count, `${path}.interactionStatistic[${index}]`, String(count.low));
  }
  readCommentCount(candidate, node, path);
}

/** The larger of both statements; a number below the comments listed is no count. */
function readCommentCount(candidate: Candidate, node: JsonObject, path: string): void {
  const commentCount = countOf(node.commentCount);
  const listed = listAt(node, "comment").length;
  if (commentCount !== null && commentCount.low >= (candidate.comments?.value.low ?? 0))
    candidate.comments = known(commentCount, `${path}.commentCount`, String(commentCount.low));
  if (candidate.comments !== undefined && candidate.comments.value.low < listed) delete candidate.comments;
}

/** `sharedContent` with an author is a reshared post; without one it is a shared link. */
function readShared(node: JsonObject, path: string): Candidate | null | undefined {
  const shared = objectOrFirst(node.sharedContent);
  if (shared === null) return undefined;
  const author = objectOrFirst(shared.author);
  if (author === null) return undefined;
  const candidate = emptyCandidate("json-ld");
  const at = `${path}.sharedContent`;
  readIdentity(candidate, shared, at);
  candidate.author = readAuthor(author, `${at}.author`);
  const text = stringAt(shared, "articleBody") ?? stringAt(shared, "headline") ?? stringAt(shared, "text");
  if (text !== null) candidate.text = known(plain(text), `${at}.headline`, text);
  candidate.textIsWhole = false;
  return candidate;
}

/** The image of a posting with a shared post belongs to the shared one, so it is not claimed here. */
function readMedia(
  node: JsonObject,
  types: readonly string[],
  path: string,
  isReshare: boolean,
): Known<Media[]> | undefined {
  if (isReshare) return undefined;
  const video = types.includes("VideoObject") ? node : objectOrFirst(node.video);
  if (video !== null) {
    const url = stringAt(video, "contentUrl") ?? stringAt(video, "embedUrl");
    return known(
      [
        {
          kind: "video",
          url,
          alt: null,
          title: types.includes("VideoObject") ? null : stringAt(video, "name"),
        } satisfies Media,
      ],
      `${path}.contentUrl`,
      url ?? "",
    );
  }
  return types.some((type) => type.endsWith("Article")) ? articleMedia(node, path) : imageMedia(node, path);
}

function articleMedia(node: JsonObject, path: string): Known<Media[]> | undefined {
  const title = stringAt(node, "headline") ?? stringAt(node, "name");
  const address = canonicalPermalink(stringAt(node, "url") ?? stringAt(node, "@id"));
  return known(
    [
      {
        kind: "article",
        url: address,
        alt: null,
        title: title === null ? null : plain(title),
      } satisfies Media,
    ],
    `${path}.headline`,
    title ?? "",
  );
}

function imageMedia(node: JsonObject, path: string): Known<Media[]> | undefined {
  const image = objectOrFirst(node.image);
  const url = stringAt(image, "url") ?? (typeof node.image === "string" ? node.image : null);
  if (url === null || /profile-displayphoto|company-logo/.test(url)) return undefined;
  const item: Media = /articleshare|article-cover/.test(url)
    ? {
        kind: "article",
        url: null,
        alt: null,
        title: stringAt(node, "articleBody") === null ? null : stringAt(node, "text"),
      }
    : { kind: "image", url, alt: null, title: null };
  return known([item], `${path}.image`, url);
}
