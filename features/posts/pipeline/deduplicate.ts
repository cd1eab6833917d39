import { bandsOf, signatureOf, similarity, type Signature } from "./minhash.ts";
import type { NormalisedPost } from "./normalise.ts";

/** From this similarity on, two posts say nearly the same. */
export const NEAR_DUPLICATE = 0.7;

/** A post kept on the page, with the earlier ones it resembles. */
export interface DistinctPost {
  post: NormalisedPost;
  /** LSH bands for the search among stored posts; empty when the text has no word. */
  bands: string[];
  /** Null when the text has no word. */
  signature: Signature | null;
  /** Indexes into `posts` of earlier posts that say nearly the same. */
  near: { index: number; similarity: number }[];
  /** Index into `posts` of the post this one shares; null when it is not on the page. */
  repost_of: number | null;
}

export interface Deduplication {
  posts: DistinctPost[];
  /** Exact repeats that were dropped, by the key that gave them away. */
  dropped: { urn: number; permalink: number; content: number };
}

/**
 * Within one page: drops exact repeats (same URN, else same permalink; same author and whole text only when neither is known), first seen stays.
 * Reposts and near-duplicates are different posts: they are kept and linked.
 */
export function deduplicate(posts: readonly NormalisedPost[]): Deduplication {
  const result: Deduplication = { posts: [], dropped: { urn: 0, permalink: 0, content: 0 } };
  const seen = { urn: new Set<string>(), permalink: new Set<string>(), content: new Set<string>() };
  const byBand = new Map<string, number[]>();
  for (const post of posts) {
    const repeat = repeatedKey(post, seen);
    if (repeat !== null) result.dropped[repeat] += 1;
    else addDistinct(result.posts, post, byBand);
  }
  linkReposts(result.posts);
  return result;
}

type Seen = Record<keyof Deduplication["dropped"], Set<string>>;

/** The key under which this post was seen before; remembers its keys when it was not. */
function repeatedKey(post: NormalisedPost, seen: Seen): keyof Seen | null {
  const hasId = post.urn_key !== null || post.permalink_key !== null;
  const keys = { urn: post.urn_key, permalink: post.permalink_key, content: hasId ? null : post.content_key };
  for (const kind of ["urn", "permalink", "content"] as const) {
    const key = keys[kind];
    if (key !== null && seen[kind].has(key)) return kind;
  }
  for (const kind of ["urn", "permalink", "content"] as const) {
    const key = keys[kind];
    if (key !== null) seen[kind].add(key);
  }
  return null;
}

function addDistinct(distinct: DistinctPost[], post: NormalisedPost, byBand: Map<string, number[]>): void {
  const signature = signatureOf(post.text ?? "");
  const bands = signature === null ? [] : bandsOf(signature);
  const candidates = new Set(bands.flatMap((band) => byBand.get(band) ?? []));
  const near =
    signature === null ? [] : [...candidates].flatMap((index) => nearLink(distinct, index, signature));
  const index = distinct.push({ post, bands, signature, near, repost_of: null }) - 1;
  for (const band of bands) remember(byBand, band, index);
}

/** A thousand copies of one text are one cluster: its first members stand for it, so the work stays linear. */
const MEMBERS_PER_BAND = 20;

function remember(byBand: Map<string, number[]>, band: string, index: number): void {
  const members = byBand.get(band);
  if (members === undefined) byBand.set(band, [index]);
  else if (members.length < MEMBERS_PER_BAND) members.push(index);
}

function nearLink(
  distinct: readonly DistinctPost[],
  index: number,
  signature: Signature,
): DistinctPost["near"] {
  const other = distinct[index]?.signature;
  if (other == null) return [];
  const value = similarity(signature, other);
  return value >= NEAR_DUPLICATE ? [{ index, similarity: value }] : [];
}

function linkReposts(distinct: DistinctPost[]): void {
  const byUrn = new Map<string, number>();
  distinct.forEach(({ post }, index) => {
    if (post.urn_key !== null) byUrn.set(post.urn_key, index);
  });
  distinct.forEach((entry, index) => {
    const original = entry.post.reshared?.urn == null ? undefined : byUrn.get(entry.post.reshared.urn);
    if (original !== undefined && original !== index) entry.repost_of = original;
  });
}
