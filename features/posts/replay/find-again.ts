import type { PostDetail } from "../contract.ts";
import type { NormalisedPost } from "../pipeline/normalise.ts";
import type { SavedPage } from "./read-page.ts";

/** A stored post, the key it was stored under and the page it was read from. */
export interface StoredPost {
  post: PostDetail;
  dedupeKey: string;
  page: SavedPage;
}

/**
 * Pure: the post of the page that a stored one came from: same key, else same urn, else same permalink. A page that
 * holds one post is that post when no id speaks against it. Null when it is not found again: never the likeliest.
 */
export function findAgain(stored: StoredPost, onPage: readonly NormalisedPost[]): NormalisedPost | null {
  const { urn, permalink } = stored.post;
  const found =
    onPage.find((candidate) => candidate.dedupe_key === stored.dedupeKey) ??
    onPage.find((candidate) => urn !== null && candidate.urn === urn) ??
    onPage.find((candidate) => permalink !== null && candidate.permalink === permalink);
  if (found !== undefined) return found;
  const only = onPage[0];
  return onPage.length === 1 && only !== undefined && !contradicts(only, stored.post) ? only : null;
}

function contradicts(candidate: NormalisedPost, { urn, permalink }: PostDetail): boolean {
  const isOtherUrn = urn !== null && candidate.urn !== null && candidate.urn !== urn;
  const isOtherPermalink =
    permalink !== null && candidate.permalink !== null && candidate.permalink !== permalink;
  return isOtherUrn || isOtherPermalink;
}
