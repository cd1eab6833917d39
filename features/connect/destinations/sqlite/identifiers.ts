import { storableText } from "@millrace/platform/db";
import type { Column } from "../../records/column.ts";
import { plainName, reservedPrefix, shownName } from "../target-names.ts";

/** SQLITE_MAX_COLUMN, as Node builds SQLite. */
const mostColumns = 2_000;
/** SQLite has no limit worth naming; a name nobody can read is one. */
const longestName = 255;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** How SQLite compares names: without the case of A–Z. */
export const folded = (name: string): string => name.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());

/** A field's name as it is, save what ends an SQL text. */
export const columnName = (field: string): string => storableText(field);

export function targetName(stream: string): string {
  const name = plainName(stream).slice(0, longestName);
  return name.startsWith("sqlite_") ? `_${name.slice(0, longestName - 1)}` : name;
}

/** Why SQLite can't hold such a table. */
export function refusals({ target, columns }: { target: string; columns: readonly Column[] }): string[] {
  const found = columns.flatMap(({ name }) => columnRefusal(name) ?? []);
  const table = tableRefusal(target);
  if (table !== null) found.unshift(table);
  if (columns.length > mostColumns)
    found.push(
      `The table ${shownName(target)} would have ${columns.length} columns, from ${shownName(columns[mostColumns]?.name ?? "")} on more than SQLite's ${mostColumns}. Leave fields out at the source.`,
    );
  return [...found, ...twins(columns)];
}

function tableRefusal(target: string): string | null {
  if (target === "" || target.length > longestName || target !== storableText(target))
    return `The target "${shownName(storableText(target))}" is no name for a table: 1 to ${longestName} characters. Choose another target.`;
  return folded(target).startsWith("sqlite_") || target.startsWith(reservedPrefix)
    ? `The target ${shownName(target)} begins like tables that are kept for SQLite or Millrace itself. Choose another target.`
    : null;
}

function columnRefusal(name: string): string | null {
  if (name === "")
    return `A field without a name can't be a column ("") in SQLite. Leave it out at the source.`;
  return name.startsWith(reservedPrefix)
    ? `The column ${shownName(name)} begins like the columns Millrace keeps for itself. Rename it at the source.`
    : null;
}

function twins(columns: readonly Column[]): string[] {
  const seen = new Map<string, string>();
  return columns.flatMap(({ name }) => {
    const twin = seen.get(folded(name));
    seen.set(folded(name), name);
    return twin === undefined || twin === name
      ? []
      : [
          `The columns ${shownName(twin)} and ${shownName(name)} are one to SQLite, which does not tell capitals apart. Leave one out at the source.`,
        ];
  });
}
