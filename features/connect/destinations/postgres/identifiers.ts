import { storableText } from "@millrace/platform/db";
import type { Column } from "../../records/column.ts";
import { plainName, reservedPrefix, shownName, utf8Length } from "../target-names.ts";

/** NAMEDATALEN − 1: Postgres cuts longer names without saying so. */
export const longestName = 63;
/** MaxHeapAttributeNumber. */
const mostColumns = 1_600;
/** Every table has them: src/include/catalog/pg_attribute.h and src/backend/catalog/heap.c. */
const systemColumns = new Set(["ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"]);

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A field's name as it is, save what no Postgres text can hold. */
export const columnName = (field: string): string => storableText(field);

/** A stream's name in lower case and underscores, cut to what a table's name may be. */
export const targetName = (stream: string): string => plainName(stream).slice(0, longestName);

/** Why Postgres can't hold such a table. */
export function refusals({ target, columns }: { target: string; columns: readonly Column[] }): string[] {
  const found = columns.flatMap(({ name }) => columnRefusal(name) ?? []);
  const table = tableRefusal(target);
  if (table !== null) found.unshift(table);
  if (columns.length > mostColumns)
    found.push(
      `The table ${shownName(target)} would have ${columns.length} columns, from ${shownName(columns[mostColumns]?.name ?? "")} on more than Postgres's ${mostColumns}. Leave fields out at the source.`,
    );
  return found;
}

function tableRefusal(target: string): string | null {
  if (target === "" || target !== storableText(target))
    return `The target "${shownName(storableText(target))}" is no name for a table. Choose another target.`;
  if (target.startsWith(reservedPrefix))
    return `The target ${shownName(target)} begins like the tables Millrace keeps for itself. Choose another target.`;
  return utf8Length(target) > longestName
    ? `The target ${shownName(target)} has ${utf8Length(target)} bytes; a table's name has at most ${longestName}. Choose a shorter target.`
    : null;
}

function columnRefusal(name: string): string | null {
  if (name === "")
    return `A field without a name can't be a column ("") in Postgres. Leave it out at the source.`;
  if (utf8Length(name) > longestName)
    return `The column ${shownName(name)} has ${utf8Length(name)} bytes; Postgres takes at most ${longestName}. Leave it out or rename it at the source.`;
  if (systemColumns.has(name))
    return `The column ${name} is one Postgres keeps for itself in every table. Leave it out or rename it at the source.`;
  return name.startsWith(reservedPrefix)
    ? `The column ${shownName(name)} begins like the columns Millrace keeps for itself. Rename it at the source.`
    : null;
}
