import type { Span } from "../../../contract.ts";

/** A run of text as the site links it: plain, hashtag, mention of a page, or outgoing link. */
export interface Segment {
  kind: "text" | "hashtag" | "mention" | "link";
  text: string;
  /** Path (mention) or address (link); null for the others. */
  target: string | null;
}

const MARK = /@\[([^\]|]+)\|([^\]]+)\]|(https:\/\/[^\s]+)|(#[\p{L}\p{N}_]+)/gu;

/** Splits `"Avec @[Nordval|/company/nordval] #juriste https://…"` into what a page shows and links. */
export function parseMarkup(markup: string): Segment[] {
  const segments: Segment[] = [];
  let position = 0;
  for (const match of markup.matchAll(MARK)) {
    if (match.index > position) segments.push(plain(markup.slice(position, match.index)));
    segments.push(linked(match));
    position = match.index + match[0].length;
  }
  if (position < markup.length) segments.push(plain(markup.slice(position)));
  return segments;
}

export function textOf(segments: readonly Segment[]): string {
  return segments.map((segment) => segment.text).join("");
}

/** Length in Unicode code points. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

/** Spans of one kind, in Unicode code points. */
export function spansOf(segments: readonly Segment[], kind: Segment["kind"]): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const segment of segments) {
    const length = codePoints(segment.text);
    if (segment.kind === kind) spans.push({ start, length, text: segment.text });
    start += length;
  }
  return spans;
}

function plain(text: string): Segment {
  return { kind: "text", text, target: null };
}

function linked(match: RegExpExecArray): Segment {
  const [all, name, path, link] = match;
  if (name !== undefined && path !== undefined) return { kind: "mention", text: name, target: path };
  if (link !== undefined) return { kind: "link", text: link, target: link };
  return { kind: "hashtag", text: all, target: null };
}
