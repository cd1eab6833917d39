import type { Column, ColumnType, ExportTable } from "./export-table.ts";
import { ParquetFile, type ParquetColumn } from "./parquet-file.ts";

/** Rows held in memory per row group: about 10 MB of rows of 5 KB. */
const ROWS_PER_GROUP = 2_000;

const PARQUET_TYPES: Record<ColumnType, Omit<ParquetColumn, "name" | "repetition_type">> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  json: { type: "BYTE_ARRAY", converted_type: "JSON" },
  integer: { type: "INT64" },
  decimal: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
  timestamp: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
};

/** Apache Parquet, Snappy, every column optional; row groups go out as they fill. */
export async function* parquetChunks<Row>(
  { columns }: ExportTable<Row>,
  rows: AsyncIterable<Row>,
): AsyncGenerator<Uint8Array> {
  const file = new ParquetFile({
    columns: columns.map(({ name, type }) => ({ name, ...PARQUET_TYPES[type] })),
    notes: columns.map((column) => ({ key: `column.${column.name}`, value: column.description })),
  });
  let group: Row[] = [];
  const write = (): Promise<Uint8Array> =>
    file.group(columns.map((column) => group.map((row) => parquetValue(column, row))));
  for await (const row of rows) {
    group.push(row);
    if (group.length < ROWS_PER_GROUP) continue;
    yield await write();
    group = [];
  }
  if (group.length > 0) yield await write();
  yield await file.end();
}

function parquetValue<Row>(column: Column<Row>, row: Row): unknown {
  const value = column.value(row);
  if (value === null) return null;
  if (column.type === "timestamp") return typeof value === "string" ? validDate(value) : null;
  if (column.type === "integer") return BigInt(Math.trunc(Number(value)));
  if (typeof value === "string") return value.toWellFormed();
  return value;
}

function validDate(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
