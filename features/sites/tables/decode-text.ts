import { isUtf8 } from "node:buffer";

/**
 * The text of a file of rows: by its byte order mark, as UTF-16 when every second byte of the beginning is NUL, as UTF-8
 * when it is that, else as Windows-1252, which is what spreadsheets write in Western Europe.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = utf16Of(bytes) ?? (isUtf8(bytes) ? "utf-8" : "windows-1252");
  return new TextDecoder(encoding).decode(bytes);
}

/** UTF-16 by its byte order mark, or by where the NULs of its first two characters are. */
export function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const head = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  if (/^fffe|^(?!00)..00(?!00)..00$/.test(head)) return "utf-16le";
  return /^feff|^00(?!00)..00(?!00)..$/.test(head) ? "utf-16be" : null;
}
