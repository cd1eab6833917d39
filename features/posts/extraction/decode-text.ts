import { isUtf8 } from "node:buffer";

/** Pages larger than this are refused: no LinkedIn page comes near it, and parsing must not eat the machine. */
export const maxDocumentBytes = 64 * 1024 * 1024;

const knownCharsets = new Set([
  "utf-8",
  "utf8",
  "utf-16le",
  "utf-16be",
  "iso-8859-1",
  "latin1",
  "windows-1252",
  "iso-8859-15",
]);

/** Turns bytes into text: BOM first, then valid UTF-8 whatever the page claims, then the claimed charset, then windows-1252. NUL bytes are dropped. */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  const text = decodeByEvidence(bytes, contentType);
  return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

function decodeByEvidence(bytes: Uint8Array, contentType: string | null): string {
  const utf16 = utf16Of(bytes);
  if (utf16 !== null) return new TextDecoder(utf16).decode(bytes);
  return isUtf8(bytes) ? utf8(bytes) : decodeNonUtf8(bytes, contentType);
}

function utf8(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** UTF-16 by its BOM, or by a NUL in every second byte of the beginning. */
function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const head = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (head.startsWith("fffe") || /^(?!00)..00(?!00)..00$/.test(head)) return "utf-16le";
  return head.startsWith("feff") || /^00(?!00)..00(?!00)..$/.test(head) ? "utf-16be" : null;
}

/** A page cut in the middle of a character is still UTF-8: only a few bad bytes. Otherwise the claimed charset decides. */
function decodeNonUtf8(bytes: Uint8Array, contentType: string | null): string {
  const lenient = utf8(bytes);
  const bad = lenient.split("\uFFFD").length - 1;
  const multibyte = bytes.length - lenient.length;
  if (bad <= 3 && multibyte > bad) return lenient;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 2048));
  const claimed = /charset=["']?([\w-]+)/i.exec(`${contentType} ${head}`)?.[1]?.toLowerCase() ?? "";
  const usable = knownCharsets.has(claimed) && !claimed.startsWith("utf") ? claimed : "windows-1252";
  return new TextDecoder(usable).decode(bytes);
}
