import type { ColumnType, Row } from "../../records/column.ts";
import { Decimal, type Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";

/** How a column keeps its values: what its declared type makes of them (https://www.sqlite.org/datatype3.html §3.1). */
export type Storage = "BOOLEAN" | "INTEGER" | "REAL" | "TEXT";

/** Decimals are texts, because SQLite's only other home for them is a double; times and JSON are texts as well. */
export const storageOf: Readonly<Record<ColumnType, Storage>> = {
  boolean: "BOOLEAN",
  integer: "INTEGER",
  number: "REAL",
  decimal: "TEXT",
  text: "TEXT",
  timestamp: "TEXT",
  date: "TEXT",
  json: "TEXT",
};

/** How a declared type keeps values; null for one that might change them. */
export function storageOfDeclaration(declaration: string): Storage | null {
  const name = declaration.toUpperCase();
  if (name.startsWith("BOOL")) return "BOOLEAN";
  if (name.includes("INT")) return "INTEGER";
  if (/CHAR|CLOB|TEXT/u.test(name)) return "TEXT";
  return /REAL|FLOA|DOUB/u.test(name) ? "REAL" : null;
}

/** What holds both; null: nothing that keeps what the column was meant for. */
export function meeting(table: Storage, batch: Storage): Storage | null {
  if (table === batch || table === "TEXT") return table;
  if (batch === "TEXT") return "TEXT";
  return table === "BOOLEAN" || batch === "BOOLEAN" ? null : "TEXT";
}

/** A value that another thread can be given: decimals and JSON are texts. */
export type PlainValue = null | boolean | number | bigint | string;

export const plainRow = (row: Row, types: readonly ColumnType[]): PlainValue[] =>
  types.map((type, at) => plainValue(row[at] ?? null, type));

function plainValue(value: Value, type: ColumnType): PlainValue {
  if (value === null) return null;
  if (type === "json") return writeJson(value);
  if (typeof value !== "object") return value;
  return value instanceof Decimal ? value.text : writeJson(value);
}

/** A value as a column takes it. */
export function stored(value: PlainValue, storage: Storage): null | number | bigint | string {
  if (value === null) return null;
  if (storage === "TEXT") return String(value);
  return typeof value === "boolean" ? Number(value) : value;
}

/** Bytes of a stored value, about. */
export function sizeOf(value: null | number | bigint | string): number {
  if (value === null) return 1;
  return typeof value === "string" ? Buffer.byteLength(value, "utf8") : 8;
}
