import { widened } from "../../records/column-types.ts";
import type { Column, ColumnType, Row } from "../../records/column.ts";
import type { Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";

/** A column with what its values are like. */
export interface FileColumn extends Column {
  /** false: some value is not what a typed format can hold under this type (a timestamp without an offset). */
  isPlain: boolean;
}

/** A column of an older file; `type` null where the format keeps none (CSV). */
export interface OldColumn {
  name: string;
  type: ColumnType | null;
  isPlain: boolean;
}

/**
 * Every column in the order of its first appearance. Within a run the last type of a column holds, for a run only widens them;
 * what older runs left is joined with it in the type that holds both.
 */
export function unionColumns(
  old: readonly OldColumn[],
  runs: readonly (readonly (readonly FileColumn[])[])[],
): FileColumn[] {
  const all = new Map<string, OldColumn>(old.map((column) => [column.name, column]));
  for (const run of runs) {
    const own = new Map<string, FileColumn>();
    for (const column of run.flat()) {
      const before = own.get(column.name);
      own.set(column.name, before === undefined ? column : joined(before, column, column.type));
    }
    for (const column of own.values()) {
      const before = all.get(column.name);
      all.set(
        column.name,
        isTyped(before) ? joined(before, column, wider(before.type, column.type)) : column,
      );
    }
  }
  return [...all.values()].map((column) => ({ ...column, type: column.type ?? "text" }));
}

/** Where the values of a row go, and how they are written in the columns of the file. */
export interface Projection {
  /** Place of each column's value in the row; -1: the row has none. */
  from: readonly number[];
  /** true: the value is written as text, because its column was widened. */
  isText: readonly boolean[];
  /** true: rows are as the file has them. */
  isSame: boolean;
}

export function projection(columns: readonly FileColumn[], union: readonly FileColumn[]): Projection {
  const places = new Map(columns.map(({ name }, at) => [name, at]));
  const from = union.map(({ name }) => places.get(name) ?? -1);
  const isText = union.map(({ type }, at) => type === "text" && columns[from[at] ?? -1]?.type !== "text");
  const isSame =
    columns.length === union.length && from.every((place, at) => place === at && isText[at] !== true);
  return { from, isText, isSame };
}

/** A row as the file has it. */
export function projected(row: Row, { from, isText, isSame }: Projection): Row {
  if (isSame) return row;
  return from.map((place, at) => {
    const value = row[place] ?? null;
    return value === null || isText[at] !== true ? value : textOf(value);
  });
}

/** A value in a text column: itself when it is a text, else its JSON. */
export const textOf = (value: Value): string => (typeof value === "string" ? value : writeJson(value));

const isTyped = (column: OldColumn | undefined): column is FileColumn =>
  column !== undefined && column.type !== null;

/** As the rows are shaped: beside text everything is text. */
const wider = (a: ColumnType, b: ColumnType): ColumnType => (a === "text" ? a : widened(a, b));

function joined(a: FileColumn, b: FileColumn, type: ColumnType): FileColumn {
  const isPlain = [a, b].every((column) => (column.type === type ? column.isPlain : holdsAnything(type)));
  return { name: a.name, type, isPlain };
}

const holdsAnything = (type: ColumnType): boolean => type === "text" || type === "json" || type === "decimal";
