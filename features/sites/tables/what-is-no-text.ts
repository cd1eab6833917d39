import { utf16Of } from "./decode-text.ts";

/** How files that people take for a table begin. */
const signatures: readonly (readonly [beginning: string, what: string])[] = [
  ["504b0304", "a ZIP archive or an Excel workbook"],
  ["504b0506", "an empty ZIP archive"],
  ["d0cf11e0", "an old Excel workbook"],
  ["89504e47", "a PNG picture"],
  ["ffd8ff", "a JPEG picture"],
  ["47494638", "a GIF picture"],
  ["25504446", "a PDF document"],
  ["1f8b", "a gzip archive"],
  ["28b52ffd", "a zstd archive"],
  ["377abcaf", "a 7z archive"],
  ["50415231", "a Parquet file"],
];

/** What a file is that holds no text ("a PNG picture"), null when it holds some. */
export function whatIsNoText(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return "empty";
  const head = Buffer.from(bytes.subarray(0, 8)).toString("hex");
  const known = signatures.find(([beginning]) => head.startsWith(beginning));
  if (known !== undefined) return known[1];
  if (utf16Of(bytes) !== null) return null;
  return bytes.includes(0) ? "no text" : null;
}
