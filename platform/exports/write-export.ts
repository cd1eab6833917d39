import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ExportTable } from "./export-table.ts";
import { csvChunks, type CsvOptions } from "./write-csv.ts";
import { jsonlChunks } from "./write-jsonl.ts";
import { parquetChunks } from "./write-parquet.ts";
import { xlsxChunks } from "./write-xlsx.ts";

export const exportFormats = ["csv", "xlsx", "jsonl", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];
type ExportSink = WritableStream<Uint8Array> | Writable;

/** `Content-Type` of each format. */
export const exportContentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8; header=present",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  jsonl: "application/x-ndjson; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};

/** A file name every system accepts, whatever `label` holds: "millrace-posts-juristes-2026-11-21.csv". */
export function exportFileName(format: ExportFormat, table: string, label: string, now: Date): string {
  const plain = label
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-+|-+$/gu, "")
    .slice(0, 60);
  return (
    [`millrace-${table}`, plain, now.toISOString().slice(0, 10)].filter((part) => part !== "").join("-") +
    `.${format}`
  );
}

/** The bytes of an export, as they are ready: for a response body. Memory is bounded except for XLSX. */
export function exportChunks<Row>(
  format: ExportFormat,
  table: ExportTable<Row>,
  rows: AsyncIterable<Row>,
  options: CsvOptions = {},
): AsyncGenerator<Uint8Array> {
  if (format === "csv") return csvChunks(table, rows, options);
  if (format === "jsonl") return jsonlChunks(rows);
  return format === "parquet" ? parquetChunks(table, rows) : xlsxChunks(table, rows);
}

/**
 * Writes an export and closes the sink; waits whenever the sink is full.
 * A failure (of the rows or of the sink) is thrown after the sink was aborted, so that half a file never looks whole.
 */
export async function writeExport<Row>(
  format: ExportFormat,
  table: ExportTable<Row>,
  records: AsyncIterable<Row>,
  sink: ExportSink,
  options: CsvOptions = {},
): Promise<{ rows: number }> {
  let rows = 0;
  async function* counted(): AsyncGenerator<Row> {
    for await (const record of records) {
      rows += 1;
      yield record;
    }
  }
  const chunks = exportChunks(format, table, counted(), options);
  if (sink instanceof WritableStream) await ReadableStream.from(chunks).pipeTo(sink);
  else await pipeline(chunks, sink);
  return { rows };
}
