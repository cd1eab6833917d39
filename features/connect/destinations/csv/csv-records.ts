const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const none = new Uint8Array();

/** A record as it is written. */
export interface CsvRecord {
  /** null: nothing between two delimiters; an empty text in quotes is a text. */
  fields: (string | null)[];
  /** false: the text ends within it, or right behind it. */
  isEnded: boolean;
}

/** The records of a text, RFC 4180, a byte order mark left out. Ends before what is no CSV. */
export function* csvRecords(text: string, delimiter: string): Generator<CsvRecord, void> {
  const field = fieldPattern(delimiter);
  field.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  let fields: (string | null)[] = [];
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    fields.push(valueOf(found));
    const end = found?.[3] ?? "";
    if (end === delimiter) continue;
    yield { fields, isEnded: end !== "" };
    if (end === "") return;
    fields = [];
  }
  if (fields.length > 0) yield { fields: [...fields, null], isEnded: false };
}

function valueOf(found: RegExpExecArray | null): string | null {
  const [, quoted, plain] = found ?? [];
  return quoted?.replaceAll('""', '"') ?? plain ?? null;
}

/** A field in quotes, or one without, and what ends it. */
function fieldPattern(delimiter: string): RegExp {
  const between = delimiter === "|" ? String.raw`\|` : delimiter;
  const plain = `[^"${between}\r\n][^${between}\r\n]*`;
  return new RegExp(`(?:"((?:[^"]|"")*)"|(${plain})?)(${between}|\r?\n|$)`, "uy");
}

/**
 * Copies CSV with `addition` at the end of each record, the first (the header) left out, without reading any field: new columns
 * are empty in old rows. The last record is ended if it was not.
 */
export async function* lengthened(
  chunks: AsyncIterable<Uint8Array>,
  addition: Uint8Array,
  lineEnd: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const scan: Scan = { isQuoted: false, isHeader: true, isBetween: true };
  let held: Uint8Array = none;
  for await (const chunk of chunks) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    // A carriage return may belong to a line feed that comes with the next chunk.
    const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
    held = bytes.subarray(end);
    yield lengthenedPart(bytes.subarray(0, end), addition, scan);
  }
  if (!scan.isHeader && !scan.isBetween) yield Buffer.concat([held, addition, lineEnd]);
}

interface Scan {
  isQuoted: boolean;
  isHeader: boolean;
  /** true: what comes next begins a record. */
  isBetween: boolean;
}

function lengthenedPart(bytes: Uint8Array, addition: Uint8Array, scan: Scan): Uint8Array {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const feed of recordEnds(bytes, scan)) {
    const record = bytes.subarray(start, feed);
    const text = record.at(-1) === carriageReturn ? record.subarray(0, -1) : record;
    const isBlank = text.length === 0 && scan.isBetween;
    if (!scan.isHeader)
      parts.push(text, isBlank ? none : addition, bytes.subarray(start + text.length, feed + 1));
    scan.isHeader = false;
    scan.isBetween = true;
    start = feed + 1;
  }
  if (!scan.isHeader) parts.push(bytes.subarray(start));
  if (start < bytes.length) scan.isBetween = false;
  return Buffer.concat(parts);
}

/** Where the line feeds are that end a record: those outside quotes. */
function recordEnds(bytes: Uint8Array, scan: Scan): number[] {
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) scan.isQuoted = !scan.isQuoted;
    else if (byte === lineFeed && !scan.isQuoted) ends.push(at);
  }
  return ends;
}
