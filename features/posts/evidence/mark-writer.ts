import { escapeHtml } from "./escape.ts";
import type { Range } from "./locate.ts";

/** A marked text longer than this is cut: raw texts are stored with 500 characters at most. */
const longestMark = 20_000;

/** Writes marks; the first one of a document carries the id people are led to. */
export class MarkWriter {
  private used = false;

  /** Whether anything was marked. */
  get isUsed(): boolean {
    return this.used;
  }

  open(): { start: string; end: string } {
    const start = this.used ? "<mark>" : '<mark id="evidence">';
    this.used = true;
    return { start, end: "</mark>" };
  }

  /** A text with a range marked; what lies further than `around` characters from the mark is left out. */
  within(text: string, range: Range, around = Number.POSITIVE_INFINITY): string {
    const from = Math.max(0, range.start - around);
    const to = Math.min(text.length, range.end + around);
    const { start, end } = this.open();
    const marked = text.slice(range.start, Math.min(range.end, range.start + longestMark));
    const before = `${from > 0 ? "…" : ""}${text.slice(from, range.start)}`;
    const after = `${text.slice(range.end, to)}${to < text.length ? "…" : ""}`;
    return `${escapeHtml(before)}${start}${escapeHtml(marked)}${end}${escapeHtml(after)}`;
  }
}
