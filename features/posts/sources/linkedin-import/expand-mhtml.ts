import type { SourceDocument } from "../../contract.ts";
import { maxDocumentBytes } from "../../extraction/decode-text.ts";
import { refusal, type Refusal } from "./refusal.ts";

/** More headers than this are no web archive's. */
const maxHeaderBytes = 64 * 1024;
/** Pictures and styles make many parts; the page is among the first. */
const maxParts = 5_000;

interface Part {
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

/**
 * The page inside a single-file web archive ("Webpage, single file" in Chrome and Edge): MIME `multipart/related`
 * (RFC 2557) with the page as quoted-printable or base64 HTML. Frames, pictures and styles are passed over. Browsers
 * leave scripts out of such files, so these pages have no structured data: their markup is read.
 */
export function* expandMhtml(name: string, bytes: Uint8Array): Generator<SourceDocument | Refusal> {
  const page = findPage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const html = page === null ? null : decodeBody(page);
  if (page === null || html === null) {
    yield refusal(
      name,
      "mhtml",
      `${name} is a single-file web archive without a readable page; save the page as "Web page, complete" (HTML) instead.`,
    );
  } else if (html.length > maxDocumentBytes) {
    yield refusal(
      name,
      "too_large",
      `The page inside ${name} is larger than ${maxDocumentBytes / 1024 ** 2} MB; save the posts alone.`,
    );
  } else {
    yield {
      name,
      url: page.headers.get("content-location") ?? null,
      contentType: page.headers.get("content-type") ?? null,
      bytes: html,
    };
  }
}

/** The HTML part at the archive's own address, else the first HTML part. */
function findPage(archive: Buffer): Part | null {
  const head = readPart(archive);
  const boundary = head === null ? null : boundaryOf(head);
  if (head === null || boundary === null) return null;
  const address = head.headers.get("snapshot-content-location");
  let first: Part | null = null;
  for (const part of partsOf(head.body, boundary)) {
    if (!isHtml(part)) continue;
    if (address === undefined || part.headers.get("content-location") === address) return part;
    first ??= part;
  }
  return first;
}

function boundaryOf(head: Part): string | null {
  return /boundary="?([^";\r\n]+)"?/i.exec(head.headers.get("content-type") ?? "")?.[1]?.trim() ?? null;
}

function isHtml(part: Part): boolean {
  return /^(?:text\/html|application\/xhtml)/i.test(part.headers.get("content-type") ?? "");
}

function* partsOf(body: Buffer, boundary: string): Generator<Part> {
  const mark = Buffer.from(`--${boundary}`);
  let start = body.indexOf(mark);
  for (let count = 0; start >= 0 && count < maxParts; count += 1) {
    const from = start + mark.length;
    const end = body.indexOf(mark, from);
    const part = readPart(trimStart(body.subarray(from, end < 0 ? body.length : end)));
    if (part !== null) yield part;
    start = end;
  }
}

/** Line ends before the headers belong to the boundary. */
function trimStart(part: Buffer): Buffer {
  let at = 0;
  while (part[at] === 13 || part[at] === 10) at += 1;
  return part.subarray(at);
}

/** Headers (unfolded, names in lower case) up to the empty line, and what follows. */
function readPart(part: Buffer): Part | null {
  const text = part.subarray(0, maxHeaderBytes).toString("latin1");
  const blank = /\r?\n\r?\n/.exec(text);
  if (blank === null) return null;
  const lines = text
    .slice(0, blank.index)
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/);
  const headers = lines
    .map((line) => /^([\w-]+):\s*(.*)$/.exec(line))
    .flatMap((match) => (match === null ? [] : [[match[1]!.toLowerCase(), match[2]!.trim()] as const]));
  return { headers: new Map(headers), body: part.subarray(blank.index + blank[0].length) };
}

function decodeBody(part: Part): Buffer | null {
  const encoding = part.headers.get("content-transfer-encoding")?.toLowerCase() ?? "binary";
  if (encoding === "quoted-printable") return fromQuotedPrintable(part.body);
  if (encoding === "base64") return Buffer.from(part.body.toString("latin1"), "base64");
  return ["7bit", "8bit", "binary"].includes(encoding) ? part.body : null;
}

/** RFC 2045 §6.7: `=` at a line's end joins lines, `=C3` is one byte. A damaged escape stays as it is. */
function fromQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.alloc(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at += 1) {
    const skipped = body[at] === 61 ? softBreak(body, at) : 0;
    const byte = body[at] === 61 && skipped === 0 ? escapedByte(body, at) : null;
    if (skipped > 0) at += skipped;
    else {
      out[length] = byte ?? body[at]!;
      length += 1;
      if (byte !== null) at += 2;
    }
  }
  return out.subarray(0, length);
}

function softBreak(body: Buffer, at: number): number {
  if (body[at + 1] === 10) return 1;
  return body[at + 1] === 13 && body[at + 2] === 10 ? 2 : 0;
}

function escapedByte(body: Buffer, at: number): number | null {
  const hex = body.subarray(at + 1, at + 3).toString("latin1");
  return /^[0-9a-f]{2}$/i.test(hex) ? Number.parseInt(hex, 16) : null;
}
