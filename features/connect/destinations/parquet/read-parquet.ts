import { open } from "node:fs/promises";
import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData } from "hyparquet";
import { z } from "zod";
import type { Row } from "../../records/column.ts";
import { parseJson } from "../../values/parse-json.ts";
import { Decimal, type Value } from "../../values/value.ts";
import { fileColumn, type StagedBatch } from "../files/staged-batch.ts";
import type { FileColumn } from "../files/union-columns.ts";
import { dateOf, instantOf } from "./instants.ts";

/** Where the footer says what the columns are: Parquet's types alone would make a text of a decimal. */
export const columnsNote = "millrace.columns";
/** Bytes before the end that hold the footer of most files. */
const footerGuessBytes = 65_536;

const decoder = new TextDecoder();

/** Values as they were before they were written; whatever hyparquet would round or cut is kept. */
const parsers = {
  timestampFromMicroseconds: instantOf,
  dateFromDays: dateOf,
  jsonFromBytes: (bytes: Uint8Array | undefined): Value =>
    bytes === undefined ? null : parseJson(decoder.decode(bytes)),
};

/** The columns of a file of ours. Throws when it is none. */
export async function parquetColumns(path: string): Promise<FileColumn[]> {
  await using file = await openParquet(path);
  return file.columns;
}

/** The rows of a file of ours, a row group at a time. */
export async function* parquetBatches(path: string): AsyncGenerator<StagedBatch> {
  await using file = await openParquet(path);
  const { buffer, metadata, columns } = file;
  let rowStart = 0;
  for (const { num_rows: rows, total_byte_size: bytes } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rows);
    const group: Row[] = [];
    await parquetRead({
      file: buffer,
      metadata,
      rowStart,
      rowEnd,
      parsers,
      onComplete: (read) => {
        for (const row of read) group.push(columns.map((column, at) => neutral(row[at], column)));
      },
    });
    yield { columns, rows: group, textBytes: Number(bytes) };
    rowStart = rowEnd;
  }
}

interface OpenParquet extends AsyncDisposable {
  buffer: AsyncBuffer;
  metadata: FileMetaData;
  columns: FileColumn[];
}

async function openParquet(path: string): Promise<OpenParquet> {
  await using opened = new AsyncDisposableStack();
  const file = opened.use(await open(path, "r"));
  const { size } = await file.stat();
  const buffer: AsyncBuffer = {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(end - start);
      await file.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
  const metadata = await parquetMetadataAsync(buffer, { initialFetchSize: Math.min(size, footerGuessBytes) });
  const note = metadata.key_value_metadata?.find(({ key }) => key === columnsNote)?.value;
  if (note === undefined) throw new TypeError("it has no note of Millrace in its footer");
  const columns = z.array(fileColumn).parse(JSON.parse(note));
  const kept = opened.move();
  return { buffer, metadata, columns, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function neutral(value: unknown, { type, isPlain }: FileColumn): Value {
  if (value === null || value === undefined) return null;
  if (type === "decimal" && typeof value === "string") return new Decimal(value);
  if (isPlain && typeof value === "bigint" && Number.isSafeInteger(Number(value))) return Number(value);
  return value as Value;
}
