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
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (bytes.length < 4) return null;
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return "utf-16le";
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? "utf-16be" : null;
}
