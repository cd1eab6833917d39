import type { ParquetColumn } from "@millrace/platform/exports";
import type { ColumnType } from "../../records/column.ts";
import { Decimal, isRecord, type Value } from "../../values/value.ts";
import { textOf, type FileColumn } from "../files/union-columns.ts";
import { daysOf, microsOf } from "./instants.ts";

/** A column of the file: its neutral type, kept in the footer, and the one it is written in. */
export interface WrittenColumn {
  element: Omit<ParquetColumn, "repetition_type">;
  /** A value as the writer takes it. */
  toParquet: (value: Exclude<Value, null>) => unknown;
}

/** Of the proposal "JSON.parse source text access", which TypeScript's library does not describe yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

const text: Pick<WrittenColumn, "toParquet"> & { type: Omit<ParquetColumn, "name" | "repetition_type"> } = {
  type: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  toParquet: (value) => textOf(value).toWellFormed(),
};

const writers: Record<ColumnType, typeof text> = {
  text,
  // DECIMAL has one scale for a whole column, and readers differ in how much of it they take; digits survive as text.
  decimal: text,
  boolean: { type: { type: "BOOLEAN" }, toParquet: (value) => value },
  integer: { type: { type: "INT64" }, toParquet: (value) => BigInt(value as number | bigint) },
  number: { type: { type: "DOUBLE" }, toParquet: Number },
  timestamp: {
    type: {
      type: "INT64",
      converted_type: "TIMESTAMP_MICROS",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    },
    toParquet: (value) => microsOf(textOf(value)),
  },
  date: {
    type: { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } },
    toParquet: (value) => daysOf(textOf(value)),
  },
  json: {
    type: { type: "BYTE_ARRAY", converted_type: "JSON", logical_type: { type: "JSON" } },
    toParquet: jsonFor,
  },
};

/** A column some of whose values its type can't hold is text. */
export const writtenColumn = ({ name, type, isPlain }: FileColumn): WrittenColumn => {
  const { type: parquetType, toParquet } = isPlain ? writers[type] : text;
  return { element: { name, ...parquetType }, toParquet };
};

/** Whether the Parquet type of a column holds the value as it is. */
export function parquetHolds(value: Exclude<Value, null>, type: ColumnType): boolean {
  if (type === "timestamp") return typeof value === "string" && microsOf(value) !== null;
  if (type === "date") return typeof value === "string" && daysOf(value) !== null;
  if (type === "integer") return isInt64(value);
  if (type === "number") return typeof value === "number";
  return type !== "boolean" || typeof value === "boolean";
}

function isInt64(value: Exclude<Value, null>): boolean {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value;
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

/**
 * The writer makes JSON of the values of a JSON column itself, and rounds numbers a double can't hold before; it leaves objects
 * alone that inherit from nothing, and JSON.stringify asks those what to write.
 */
function jsonFor(value: Exclude<Value, null>): unknown {
  const written = exact(value);
  return Object.assign(Object.create(null) as object, { toJSON: () => written });
}

function exact(value: Value): unknown {
  if (typeof value === "bigint") return rawJSON(value.toString());
  if (value instanceof Decimal) return rawJSON(value.text);
  if (Array.isArray(value)) return value.map(exact);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, exact(inner)]));
}
