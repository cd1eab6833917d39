import { looksLikeCsv } from "../../extraction/csv-posts.ts";
import { decodeText } from "../../extraction/decode-text.ts";

export type FileKind = "zip" | "har" | "html" | "json" | "csv" | "mhtml" | "empty" | "other";

/** How many first bytes are enough to tell the kind of a file. */
export const sniffBytes = 8_192;

/** The kind of a file by its first bytes, whatever its name says. */
export function sniffKind(head: Uint8Array): FileKind {
  const magic = Buffer.from(head.subarray(0, 4)).toString("latin1");
  if (magic === "PK\u0003\u0004" || magic === "PK\u0005\u0006") return "zip";
  const text = decodeText(head, null).trimStart();
  return textKinds.find(([, matches]) => matches(text))?.[0] ?? "other";
}

/** Kinds of text, the surest first. */
const textKinds: readonly [FileKind, (text: string) => boolean][] = [
  ["empty", (text) => text === ""],
  ["other", isOtherMarkup],
  ["html", (text) => text.startsWith("<")],
  ["har", (text) => /^\{\s*"log"\s*:\s*\{/.test(text)],
  ["json", (text) => /^(?:[[{]|\)\]\}'|for\s*\(;;\);)/.test(text)],
  ["mhtml", (text) => /^(?:From:|MIME-Version:|Snapshot-Content-Location:)/i.test(text)],
  ["csv", looksLikeCsv],
  ["html", (text) => /<(?:!doctype html|html|head|body)[\s>]/i.test(text)],
];

/** SVG and XML files also begin with "<". */
function isOtherMarkup(text: string): boolean {
  return /^<(?:\?xml|svg|rss|feed|xsl)/i.test(text) && !/<html/i.test(text);
}
