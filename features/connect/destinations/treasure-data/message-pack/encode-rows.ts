import type { Column, ColumnType, Row } from "../../../records/column.ts";
import { Decimal, type Value } from "../../../values/value.ts";
import { writeJson } from "../../../values/write-json.ts";
import { MessagePackWriter } from "./writer.ts";

/** The column Treasure Data partitions every table by: whole seconds since the epoch, in every row. */
export const timeColumn = "time";

type Present = Exclude<Value, null>;
type WriteValue = (to: MessagePackWriter, value: Present) => void;

export interface RowsToEncode {
  columns: readonly Column[];
  rows: readonly Row[];
  /** Whole seconds since the epoch of a row. */
  timeOf: (row: Row) => number;
  /** What it holds is lost. */
  to: MessagePackWriter;
}

/**
 * Rows as a sequence of MessagePack maps, each with `time` and the columns that are not null. A column named `time` is left
 * out: `timeOf` says what stands there. Deterministic.
 */
export function encodeRows({ columns, rows, timeOf, to }: RowsToEncode): Uint8Array {
  to.clear();
  const timeKey = encodedText(timeColumn);
  const fields = columns.flatMap(({ name, type }, index) =>
    name === timeColumn ? [] : [{ index, key: encodedText(name), write: writers[type] }],
  );
  for (const row of rows) {
    const map = to.beginMap();
    to.raw(timeKey);
    to.integer(timeOf(row));
    let written = 1;
    for (const { index, key, write } of fields) {
      const value = row[index];
      if (value === null || value === undefined) continue;
      to.raw(key);
      write(to, value);
      written += 1;
    }
    to.endMap(map, written);
  }
  return to.written;
}

/** Treasure Data has no type for truth values; its own tools write these two words. */
const boolean: WriteValue = (to, value) => to.text(textOf(value));

const integer: WriteValue = (to, value) => {
  if (typeof value === "number") to.number(value);
  else if (typeof value === "bigint") to.bigInteger(value);
  else to.text(textOf(value));
};

/** Always a double, so that one column has one type. */
const number: WriteValue = (to, value) => {
  if (typeof value === "number") to.double(value);
  else integer(to, value);
};

const text: WriteValue = (to, value) => to.text(typeof value === "string" ? value : textOf(value));

/** How a column of each type is written; what is no number or text of its own type is text. */
const writers: Readonly<Record<ColumnType, WriteValue>> = {
  boolean,
  integer,
  number,
  decimal: text,
  text,
  timestamp: text,
  date: text,
  json: (to, value) => to.text(jsonOf(value)),
};

/** Asked of most values in vain, but far quicker than the replacer that numbers beyond a double need. */
function jsonOf(value: Value): string {
  return hasExactNumbers(value) ? writeJson(value) : JSON.stringify(value);
}

function hasExactNumbers(value: Value): boolean {
  if (typeof value === "bigint" || value instanceof Decimal) return true;
  if (typeof value !== "object" || value === null) return false;
  for (const inner of Object.values(value)) if (hasExactNumbers(inner)) return true;
  return false;
}

function textOf(value: Present): string {
  if (typeof value === "string") return value;
  return value instanceof Decimal ? value.text : jsonOf(value);
}

function encodedText(value: string): Uint8Array {
  const writer = new MessagePackWriter(0);
  writer.text(value);
  return writer.written;
}
