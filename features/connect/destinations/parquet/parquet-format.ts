import { ParquetFile } from "@millrace/platform/exports";
import type { Row } from "../../records/column.ts";
import type { Assembly, FileFormat } from "../files/file-format.ts";
import type { StagedBatch } from "../files/staged-batch.ts";
import { projected, projection, type FileColumn } from "../files/union-columns.ts";
import { unreadable } from "../files/unreadable.ts";
import { parquetHolds, writtenColumn } from "./parquet-columns.ts";
import { columnsNote, parquetBatches, parquetColumns } from "./read-parquet.ts";

/** Readers work through a file by row groups: thousands of rows make them worth it, more of them would fill our memory. */
const rowsPerGroup = 10_000;
/** Of rows as JSON; long rows make shorter groups. */
const bytesPerGroup = 16_000_000;

/** Apache Parquet, Snappy. What is appended means that the older rows are read and written again. */
export const parquetFormat: FileFormat = {
  extension: "parquet",
  contentType: "application/vnd.apache.parquet",
  layout: {},
  holds: parquetHolds,
  refusals: () => [],
  columnsOf: parquetColumns,
  async *chunks({ old, columns: union, batches }: Assembly) {
    const columns = union.map(settled);
    const written = columns.map(writtenColumn);
    const file = new ParquetFile({
      columns: written.map(({ element }) => element),
      notes: [{ key: columnsNote, value: JSON.stringify(columns) }],
    });
    let group: unknown[][] = columns.map(() => []);
    let bytes = 0;
    const flush = async (): Promise<Uint8Array> => {
      const values = group;
      group = columns.map(() => []);
      bytes = 0;
      return file.group(values);
    };
    const add = (row: Row): void => {
      for (const [at, { toParquet }] of written.entries()) {
        const value = row[at] ?? null;
        group[at]?.push(value === null ? null : toParquet(value));
      }
    };
    for await (const batch of both(old, batches)) {
      const places = projection(batch.columns, columns);
      const bytesPerRow = batch.textBytes / Math.max(1, batch.rows.length);
      for (const row of batch.rows) {
        add(projected(row, places));
        bytes += bytesPerRow;
        if ((group[0]?.length ?? 0) >= rowsPerGroup || bytes >= bytesPerGroup) yield await flush();
      }
    }
    yield await flush();
    yield await file.end();
  },
};

async function* both(old: Assembly["old"], batches: AsyncIterable<StagedBatch>): AsyncGenerator<StagedBatch> {
  if (old !== null) yield* olderRows(old);
  yield* batches;
}

async function* olderRows({ path, address }: NonNullable<Assembly["old"]>): AsyncGenerator<StagedBatch> {
  try {
    yield* parquetBatches(path);
  } catch (cause) {
    throw unreadable(address, cause);
  }
}

/** A column that has to be text is text from now on, whatever comes. */
const settled = (column: FileColumn): FileColumn =>
  column.isPlain ? column : { name: column.name, type: "text", isPlain: true };
