export type ColumnType = "text" | "integer" | "decimal" | "boolean" | "timestamp" | "json";

export type ColumnValue = string | number | boolean | null | readonly unknown[];

/** One column of an export. `timestamp` values are ISO 8601 text, `json` values anything JSON can say. */
export interface Column<Row> {
  name: string;
  type: ColumnType;
  /** Said in the documentation and in the file where the format has a place for it. */
  description: string;
  /** Its texts are long: wider in a sheet. */
  isLong?: boolean;
  /** Null when unknown: an empty cell, never 0 or "". */
  value(row: Row): ColumnValue;
}

/** What is exported: its columns, in order. JSONL holds each whole row instead. */
export interface ExportTable<Row> {
  /** Lower case, plural, one word: in file names, as the sheet's name, in refusals ("posts"). */
  name: string;
  columns: readonly Column<Row>[];
}
