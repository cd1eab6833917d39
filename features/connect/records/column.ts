import type { Value } from "../values/value.ts";

/**
 * What a column holds. `integer`: 64 bits, signed (number or bigint). `number`: a double. `decimal`: any number, exactly
 * (number, bigint or Decimal). `timestamp`: ISO 8601 text with or without an offset; `date`: "2026-11-29". `json`: anything.
 */
export type ColumnType =
  | "boolean"
  | "integer"
  | "number"
  | "decimal"
  | "text"
  | "timestamp"
  | "date"
  | "json";

/** One column of a batch, under the name the destination has it by. Every column may be null. */
export interface Column {
  name: string;
  type: ColumnType;
}

/** The values of a record in the order of a batch's columns; null where the record has none. */
export type Row = readonly Value[];

/** A change of what a source gave, so that nothing is widened, cut or left out in silence. */
export interface SchemaChange {
  column: string;
  change: "added" | "widened" | "stringified" | "nulled" | "discarded" | "renamed" | "replaced";
  /** Type or name before and after, where that says something. */
  from: string | null;
  to: string | null;
  /** Why, in a few words. */
  reason: string;
  /** Values it concerns. */
  count: number;
}
