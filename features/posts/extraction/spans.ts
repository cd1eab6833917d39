import type { Span } from "../contract.ts";

/** Number of Unicode code points in a string. */
export function codePointLength(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    length += 1;
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff && isLow(text.charCodeAt(index + 1))) index += 1;
  }
  return length;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** The text of `length` code points from code point `start`; null when the span leaves the text. */
export function sliceCodePoints(text: string, start: number, length: number): string | null {
  const points = Array.from(text);
  return start < 0 || length < 1 || start + length > points.length
    ? null
    : points.slice(start, start + length).join("");
}

/** A span given in UTF-16 units, counted in code points. */
export function spanOfUnits(text: string, startUnit: number, endUnit: number): Span {
  const slice = text.slice(startUnit, endUnit);
  return { start: codePointLength(text.slice(0, startUnit)), length: codePointLength(slice), text: slice };
}

const hashtagPattern = /(?<![\p{L}\p{N}_&/#])[#＃][\p{L}\p{N}\p{M}_]*\p{L}[\p{L}\p{N}\p{M}_]*/gu;
const urlPattern = /\bhttps?:\/\/\S+/giu;

/** Hashtags as LinkedIn would link them: "#" and letters, digits or underscores with at least one letter, outside addresses. */
export function hashtagsIn(text: string): Span[] {
  const addresses = Array.from(
    text.matchAll(urlPattern),
    (match) => [match.index, match.index + match[0].length] as const,
  );
  const spans: Span[] = [];
  for (const match of text.matchAll(hashtagPattern)) {
    const inAddress = addresses.some(([from, to]) => match.index >= from && match.index < to);
    if (!inAddress) spans.push(spanOfUnits(text, match.index, match.index + match[0].length));
  }
  return spans;
}
