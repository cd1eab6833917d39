import type { Column, Row } from "../../records/column.ts";
import type { Batch, DeliveryJob } from "../destination.ts";
import { bsonValue } from "./bson-value.ts";

/** A row as MongoDB has it. */
export interface RowDocument {
  /** Any value of BSON; the driver's types have no word for that. */
  _id: string;
  [field: string]: unknown;
}

/**
 * The documents of a batch, with an `_id` that is the same whenever the batch is made: the primary key for a merge, else
 * `<sync>:<stream>:<batch>:<row>`, rows counted from 1. `prefix`: of this sync and stream.
 */
export function documentsOf(
  { number, columns, rows }: Batch,
  { mode, primaryKey }: Pick<DeliveryJob, "mode" | "primaryKey">,
  prefix: string,
): RowDocument[] {
  const places = primaryKey.map((name) => columns.findIndex((column) => column.name === name));
  return rows.map((row, at) => ({
    _id: mode === "merge" ? keyOf(row, columns, places) : `${prefix}${number}:${at + 1}`,
    ...Object.fromEntries(
      columns.map(({ name, type }, place) => [name, bsonValue(row[place] ?? null, type)]),
    ),
  }));
}

/** The value of the key, or a document of the values of several. MongoDB takes no array as `_id`. */
function keyOf(row: Row, columns: readonly Column[], places: readonly number[]): string {
  const parts = places.map((place) => {
    const { name = "", type = "text" as const } = columns[place] ?? {};
    return [name, bsonValue(row[place] ?? null, type)] as const;
  });
  const [first] = parts;
  const isOne = parts.length === 1 && first !== undefined && !Array.isArray(first[1]);
  return (isOne ? first[1] : new Map(parts)) as string;
}
