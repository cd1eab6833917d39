/** Part of a text, in UTF-16 units; `end` is after the last. */
export interface Range {
  start: number;
  end: number;
}

/** Finds what has to be marked in a text; null when it is not there. */
export type Matcher = (text: string) => Range | null;

/** Where `raw` stands in a text; differences in white space do not count. */
export function findRaw(text: string, raw: string): Range | null {
  const exact = raw === "" ? -1 : text.indexOf(raw);
  if (exact >= 0) return { start: exact, end: exact + raw.length };
  const needle = raw.replaceAll(/[\s\u00a0\u200b]+/g, "");
  if (needle === "") return null;
  const { dense, positions } = withoutSpace(text);
  const at = dense.indexOf(needle);
  return at < 0 ? null : { start: positions[at]!, end: positions[at + needle.length - 1]! + 1 };
}

function withoutSpace(text: string): { dense: string; positions: Uint32Array } {
  const positions = new Uint32Array(text.length);
  let count = 0;
  const parts: string[] = [];
  for (const match of text.matchAll(/[^\s\u00a0\u200b]+/g)) {
    parts.push(match[0]);
    for (let index = 0; index < match[0].length; index += 1) positions[count + index] = match.index + index;
    count += match[0].length;
  }
  return { dense: parts.join(""), positions };
}

/** Words left out between two words of a sample: addresses, mentions and runs of hashtags. */
const largestGap = 40;
const mostStarts = 50;

/** Where a sample of a text's words stands: the words in their order, others (addresses, hashtags) may lie between. */
export function findWords(text: string, sample: string): Range | null {
  const wanted = wordsOf(sample).map((word) => word.text);
  const words = wordsOf(text);
  if (wanted.length === 0) return null;
  /** The last word may be cut by the limit on raw texts. */
  const isCut = sample.length >= 500;
  let starts = 0;
  for (const [index, word] of words.entries()) {
    if (word.text !== wanted[0]) continue;
    starts += 1;
    const last = followWords(words, index, wanted, isCut);
    if (last !== null) return { start: word.start, end: words[last]!.end };
    if (starts >= mostStarts) return null;
  }
  return null;
}

interface Word extends Range {
  text: string;
}

function followWords(
  words: readonly Word[],
  from: number,
  wanted: readonly string[],
  isCut: boolean,
): number | null {
  let at = from;
  for (let next = 1; next < wanted.length; next += 1) {
    const word = wanted[next]!;
    const mayBeCut = isCut && next === wanted.length - 1;
    const limit = Math.min(words.length, at + 2 + largestGap);
    let found = at + 1;
    while (found < limit && words[found]!.text !== word && !(mayBeCut && words[found]!.text.startsWith(word)))
      found += 1;
    if (found >= limit) return null;
    at = found;
  }
  return at;
}

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), (match) => ({
    text: match[0].normalize("NFKC").toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}
