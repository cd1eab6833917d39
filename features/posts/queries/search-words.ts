import { searchText } from "../pipeline/fold-text.ts";

/**
 * The folded words of a text, for the search column and for what is searched in it. Postgres gets words only: given
 * punctuation too, its parser takes "juriste/avocat" for a file name and nobody would find the "avocat" in it.
 */
export function wordsOf(text: string): string[] {
  return searchText(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}
