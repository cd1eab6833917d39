import { looksLikeCsv } from "../../extraction/csv-posts.ts";
import { decodeText } from "../../extraction/decode-text.ts";

export type FileKind = "zip" | "har" | "html" | "json" | "csv" | "mhtml" | "empty" | "other";

/** How many first bytes are enough to tell the kind of a file. */
export const sniffBytes = 8_192;

/** The kind of a file by its first bytes, whatever its name says. */
export function sniffKind(head: Uint8Array): FileKind {
  if (head.length === 0) return "empty";
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return "zip";
  const text = decodeText(head, null).replace(/^\uFEFF/, "").trimStart();
  if (text === "") return "empty";
  if (text.startsWith("<")) return isOtherMarkup(text) ? "other" : "html";
  if (/^[[{]/.test(text) || /^(?:\)\]\}'|for\s*\(;;\);)/.test(text)) return /^\{\s*"log"\s*:\s*\{/.test(text) ? "har" : "json";
  if (/^(?:From:|MIME-Version:|Snapshot-Content-Location:)/i.test(text)) return "mhtml";
  if (looksLikeCsv(text)) return "csv";
  return /<(?:!doctype html|html|head|body)[\s>]/i.test(text) ? "html" : "other";
}

/** SVG and XML files also begin with "<". */
function isOtherMarkup(text: string): boolean {
  return /^<(?:\?xml|svg|rss|feed|xsl)/i.test(text) && !/<html/i.test(text);
}
