import { createReadStream } from "node:fs";
import type { Row } from "../../records/column.ts";
import type { StagedBatch } from "./staged-batch.ts";
import { projected, projection, type FileColumn } from "./union-columns.ts";

const copyBytes = 1_048_576;
/** Rows turned into text at once. */
const rowsPerChunk = 2_000;
const lineFeed = 0x0a;

/** Rows as lines of text. `lineOf` gets the values in the order of the columns. */
export async function* textChunks(
  batches: AsyncIterable<StagedBatch>,
  columns: readonly FileColumn[],
  lineOf: (row: Row) => string,
): AsyncGenerator<Uint8Array> {
  for await (const { columns: own, rows } of batches) {
    const places = projection(own, columns);
    for (let start = 0; start < rows.length; start += rowsPerChunk) {
      let text = "";
      for (const row of rows.slice(start, start + rowsPerChunk)) text += lineOf(projected(row, places));
      yield Buffer.from(text);
    }
  }
}

/** A text file byte for byte; `lineEnd` behind it where its last line has none. */
export async function* copied(path: string, lineEnd: string): AsyncGenerator<Uint8Array> {
  let last: number | undefined;
  for await (const chunk of createReadStream(path, { highWaterMark: copyBytes }) as AsyncIterable<Buffer>) {
    last = chunk.at(-1);
    yield chunk;
  }
  if (last !== undefined && last !== lineFeed) yield Buffer.from(lineEnd);
}
