/** A stretch of text to be marked, in Unicode code points. */
export interface TextMark {
  start: number;
  length: number;
  kind: "mention" | "hashtag" | "term" | "hit";
}

export interface TextSegment {
  text: string;
  /** Code point offset in the whole text: a stable key. */
  start: number;
  kinds: readonly TextMark["kind"][];
}

/** Cuts a text at every border of every mark; overlapping marks give segments with several kinds. Marks beyond the text are cut or dropped. */
export function segmentText(text: string, marks: readonly TextMark[]): TextSegment[] {
  const points = Array.from(text);
  const clipped = marks
    .map((mark) => ({
      kind: mark.kind,
      start: Math.max(0, mark.start),
      end: Math.min(points.length, mark.start + mark.length),
    }))
    .filter((mark) => mark.end > mark.start);
  const borders = new Set([0, points.length]);
  for (const mark of clipped) borders.add(mark.start).add(mark.end);
  const cuts = [...borders].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? points.length;
    const kinds = clipped.filter((mark) => mark.start <= start && mark.end >= end).map((mark) => mark.kind);
    return { text: points.slice(start, end).join(""), start, kinds: [...new Set(kinds)] };
  });
}

/** One code point without accents and case, so that "Équipe" is found by "equipe". */
function foldPoint(point: string): string {
  const folded = point.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return Array.from(folded)[0] ?? point;
}

export function fold(text: string): string {
  return Array.from(text, foldPoint).join("");
}

/** The words of a search, folded; quotes and operators are not words. */
export function searchWords(query: string): string[] {
  return (
    fold(query)
      .match(/[\p{L}\p{N}]+/gu)
      ?.filter((word) => word.length > 1 && word !== "or") ?? []
  );
}

/** Marks of the words that begin like a searched word (a final plural "s" does not count), as the server's stemmed search finds them. */
export function searchHits(text: string, query: string): TextMark[] {
  const stems = searchWords(query).map((word) => (word.length > 3 ? word.replace(/s$/u, "") : word));
  if (stems.length === 0) return [];
  const folded = Array.from(text, foldPoint);
  const hits: TextMark[] = [];
  let start = 0;
  while (start < folded.length) {
    const end = wordEnd(folded, start);
    const word = folded.slice(start, end).join("");
    if (end > start && stems.some((stem) => word.startsWith(stem)))
      hits.push({ start, length: end - start, kind: "hit" });
    start = Math.max(end, start + 1);
  }
  return hits;
}

function wordEnd(points: readonly string[], from: number): number {
  let end = from;
  while (end < points.length && /[\p{L}\p{N}]/u.test(points[end] ?? "")) end += 1;
  return end;
}

/** About `length` code points of a text, begun shortly before its first hit and ended after a whole word, with its marks moved along. */
export function excerptOf(
  text: string,
  marks: readonly TextMark[],
  length: number,
): { text: string; marks: TextMark[] } {
  const points = Array.from(text);
  const firstHit = Math.min(
    points.length,
    ...marks.filter((mark) => mark.kind === "hit").map((mark) => mark.start),
  );
  const isDeep = firstHit < points.length && firstHit > 90;
  const from = isDeep ? firstHit - 40 : 0;
  const lead = isDeep ? 2 : 0;
  const to = wholeWordsEnd(points, from, length);
  const moved = marks
    .filter((mark) => mark.start >= from && mark.start + mark.length <= to)
    .map((mark) => ({ ...mark, start: mark.start - from + lead }));
  return {
    text: (isDeep ? "… " : "") + points.slice(from, to).join("") + (to < points.length ? " …" : ""),
    marks: moved,
  };
}

/** The end of the last whole word within `length`; a single longer word is cut. */
function wholeWordsEnd(points: readonly string[], from: number, length: number): number {
  if (from + length >= points.length) return points.length;
  const lastSpace = points.lastIndexOf(" ", from + length);
  return lastSpace > from ? lastSpace : from + length;
}
