import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { Column, ColumnType, ExportTable } from "./export-table.ts";

/** Rows held in memory per row group: about 10 MB of rows of 5 KB. */
const ROWS_PER_GROUP = 2_000;

const PARQUET_TYPES: Record<ColumnType, Omit<SchemaElement, "name" | "repetition_type">> = {
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

function schemaOf<Row>(columns: readonly Column<Row>[]): SchemaElement[] {
  return [
    { name: "root", num_children: columns.length },
    ...columns.map((column): SchemaElement => ({
      name: column.name,
      repetition_type: "OPTIONAL",
      ...PARQUET_TYPES[column.type],
    })),
  ];
}

/** Apache Parquet, Snappy, every column optional; row groups go out as they fill. */
export async function* parquetChunks<Row>(
  { columns }: ExportTable<Row>,
  rows: AsyncIterable<Row>,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: "millrace",
    kvMetadata: columns.map((column) => ({ key: `column.${column.name}`, value: column.description })),
  });
  let group: Row[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < ROWS_PER_GROUP) continue;
    await writeGroup(writer, columns, group);
    group = [];
    yield takeBytes(bytes);
  }
  if (group.length > 0) await writeGroup(writer, columns, group);
  await writer.finish();
  yield takeBytes(bytes);
}

async function writeGroup<Row>(
  writer: ParquetWriter,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const columnData = columns.map((column) => ({
    name: column.name,
    data: rows.map((row) => parquetValue(column, row)),
  }));
  await writer.write({ columnData, rowGroupSize: rows.length });
}

/** What was written since the last call; `offset`, the place in the file, keeps counting. */
function takeBytes(bytes: ByteWriter): Uint8Array {
  const taken = new Uint8Array(bytes.buffer, 0, bytes.index).slice();
  bytes.index = 0;
  return taken;
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
