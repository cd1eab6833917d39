import { searchText } from "../pipeline/fold-text.ts";
import type { NormalisedPost } from "../pipeline/normalise.ts";

/** A search column takes 1 MB; no post is near it, a strange file may be. */
const maxSearchText = 200_000;

/**
 * The folded words of a text, for the search column and for what is searched in it. Postgres gets words only: given
 * punctuation too, its parser takes "juriste/avocat" for a file name and nobody would find the "avocat" in it.
 */
export function wordsOf(text: string): string[] {
  return searchText(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** What full-text search reads of a post. */
export function searchTextOf(post: NormalisedPost): string {
  return wordsOf([post.text, post.author.name, post.reshared?.text].join("\n"))
    .join(" ")
    .slice(0, maxSearchText);
}
