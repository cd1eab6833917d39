import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import type { ColumnType, Row } from "../../records/column.ts";
import { parseJson } from "../../values/parse-json.ts";
import { Decimal, type Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import type { FileColumn } from "./union-columns.ts";

const columnTypes = [
  "boolean",
  "integer",
  "number",
  "decimal",
  "text",
  "timestamp",
  "date",
  "json",
] as const satisfies readonly ColumnType[];

export const fileColumn = z.object({ name: z.string(), type: z.enum(columnTypes), isPlain: z.boolean() });

const batchHeader = z.object({
  number: z.int(),
  rows: z.int(),
  /** Of the rows as JSON: how much memory they take, about. */
  textBytes: z.int(),
  columns: z.array(fileColumn),
});
export type BatchHeader = z.infer<typeof batchHeader>;

/** Rows on their way into a file. */
export interface StagedBatch {
  columns: readonly FileColumn[];
  rows: readonly Row[];
  textBytes: number;
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Level 1: what is staged is read once and removed. */
const compression = {
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
};
const lineFeed = 0x0a;

/**
 * A batch as it is staged: a line of JSON with its columns, which is read alone to plan the file, then its rows as JSON lines
 * under zstd. No value has lost anything.
 */
export async function encodeBatch(
  number: number,
  columns: readonly FileColumn[],
  rows: readonly Row[],
): Promise<Uint8Array> {
  const decimals = placesOf(columns, "decimal");
  const text = Buffer.from(rows.map((row) => `${rowText(withTexts(row, decimals))}\n`).join(""));
  const header: BatchHeader = { number, rows: rows.length, textBytes: text.length, columns: [...columns] };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), await compress(text, compression)]);
}

/** The header at the beginning of a staged batch; null: its line ends later than these bytes. */
export function decodeHeader(beginning: Uint8Array): BatchHeader | null {
  const end = beginning.indexOf(lineFeed);
  return end === -1
    ? null
    : batchHeader.parse(JSON.parse(Buffer.from(beginning.subarray(0, end)).toString()));
}

/** Throws when the bytes are no whole batch. */
export async function decodeBatch(bytes: Uint8Array): Promise<StagedBatch> {
  const header = decodeHeader(bytes);
  if (header === null) throw new SyntaxError("a staged batch has no header");
  const text = (await decompress(bytes.subarray(bytes.indexOf(lineFeed) + 1))).toString();
  const decimals = placesOf(header.columns, "decimal");
  const rows = text
    .split("\n")
    .slice(0, -1)
    .map((line) => withDecimals(rowOf(line), decimals));
  if (rows.length !== header.rows)
    throw new RangeError(`a staged batch of ${header.rows} rows holds ${rows.length}`);
  return { columns: header.columns, rows, textBytes: header.textBytes };
}

const placesOf = (columns: readonly FileColumn[], type: ColumnType): number[] =>
  columns.flatMap((column, at) => (column.type === type ? [at] : []));

/** Decimals of a column of decimals are texts meanwhile, so that "100.50" keeps its zero. */
function withTexts(row: Row, decimals: readonly number[]): Row {
  if (!decimals.some((at) => row[at] instanceof Decimal)) return row;
  return row.map((value, at) => (value instanceof Decimal && decimals.includes(at) ? value.text : value));
}

function withDecimals(row: Value[], decimals: readonly number[]): Row {
  for (const at of decimals) {
    const value = row[at];
    if (typeof value === "string") row[at] = new Decimal(value);
  }
  return row;
}

/** Begins a line with numbers that JSON.parse would round. It and JSON.stringify are several times faster than what is exact. */
const exactMark = "!";

const rowText = (row: Row): string =>
  row.some(needsMore) ? exactMark + writeJson(row) : JSON.stringify(row);

const rowOf = (line: string): Value[] =>
  (line.startsWith(exactMark) ? parseJson(line.slice(1)) : JSON.parse(line)) as Value[];

const needsMore = (value: Value): boolean =>
  typeof value === "bigint" || (typeof value === "object" && value !== null && holdsMore(value));

function holdsMore(value: Exclude<Value, null>): boolean {
  if (value instanceof Decimal) return true;
  return Object.values(value).some((inner: Value) => needsMore(inner));
}
