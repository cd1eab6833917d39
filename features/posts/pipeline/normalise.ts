import { createHash } from "node:crypto";
import type { ExtractedPost } from "../contract.ts";
import { canonicalPermalink, parseUrl } from "../extraction/linkedin-url.ts";
import { postUrnIn, postUrnOfUrl } from "../extraction/urn.ts";
import { storable } from "@millrace/platform/db";
import { searchText } from "./fold-text.ts";

/** An extracted post with what the pipeline compares by. */
export interface NormalisedPost extends ExtractedPost {
  /** Lower case, no accents, single spaces: for search and near-duplicates. "" when the text is unknown. */
  search_text: string;
  /** "urn:li:activity:123" or null. */
  urn_key: string | null;
  /** Canonical permalink without scheme, query or slash at the end; null when unknown. */
  permalink_key: string | null;
  /**
   * Author and whole text: only for posts that have neither URN nor permalink. Never author and date: dates are rounded on the page,
   * so two posts of one author on the same day share them.
   */
  content_key: string | null;
  /** The first of the keys above that is known; a hash of the whole extraction when none is. */
  dedupe_key: string;
}

/**
 * Pure: characters that can be stored, text in NFC, canonical permalink, dedupe keys. Nothing unknown is invented. What
 * is judged and compared from here on is what the database will give back.
 */
export function normalisePost(extracted: ExtractedPost): NormalisedPost {
  const post = storable(extracted);
  const text = composed(post);
  const permalink = post.permalink === null ? null : tidyPermalink(post.permalink);
  const search_text = text === null ? "" : searchText(text);
  const keys = {
    urn_key: postUrnIn(post.urn) ?? postUrnOfUrl(permalink ?? ""),
    permalink_key: permalink === null ? null : permalinkKey(permalink),
    content_key: contentKey(post, search_text),
  };
  return {
    ...post,
    text,
    permalink,
    search_text,
    ...keys,
    dedupe_key: firstKey(keys) ?? `document:${sha256(JSON.stringify(post))}`,
  };
}

const firstKey = (keys: Pick<NormalisedPost, "urn_key" | "permalink_key" | "content_key">): string | null =>
  keys.urn_key ?? keys.permalink_key ?? keys.content_key;

/**
 * Mentions and hashtags count code points of the text. When composing accents or line ends would move them,
 * the text stays as it was extracted: a wrong span is worse than a decomposed accent.
 */
function composed(post: ExtractedPost): string | null {
  if (post.text === null) return null;
  const text = post.text.normalize("NFC").replace(/\r\n?/gu, "\n");
  if (text === post.text) return text;
  const points = Array.from(text);
  const isSame = [...post.mentions, ...post.hashtags].every(
    (span) => points.slice(span.start, span.start + span.length).join("") === span.text,
  );
  return isSame ? text : post.text;
}

const TRACKING = /^(?:utm_|trk|lipi|rcm|li_|midtoken|midsig|trackingid|refid|fbclid|gclid)/iu;

/** LinkedIn addresses in their one canonical form; others without tracking parameters, fragment or slash at the end. */
export function tidyPermalink(permalink: string): string {
  const canonical = canonicalPermalink(permalink);
  if (canonical !== null) return canonical;
  const url = parseUrl(permalink);
  if (url === null) return permalink.trim();
  url.hash = "";
  for (const name of Array.from(url.searchParams.keys()))
    if (TRACKING.test(name)) url.searchParams.delete(name);
  url.searchParams.sort();
  return url.href.replace(/\/(?=$|\?)/u, "");
}

const permalinkKey = (permalink: string): string =>
  permalink.replace(/^https?:\/\/(?:www\.)?/iu, "").replace(/\/$/u, "");

function contentKey(post: ExtractedPost, search_text: string): string | null {
  const author = post.author.profile_url ?? post.author.name;
  if (author === null || search_text === "") return null;
  return `content:${sha256(`${searchText(author)}\n${search_text}`)}`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
