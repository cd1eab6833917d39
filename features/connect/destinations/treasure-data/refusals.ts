import type { Column } from "../../records/column.ts";
import { shownName } from "../target-names.ts";
import { timeColumn } from "./message-pack/encode-rows.ts";
import { isTableName } from "./names.ts";
import type { TreasureDataSettings } from "./settings.ts";

/** Keys of one record (the vendor's list of upper limits), `time` counted. */
const mostKeys = { bulk: 4096, import_with_id: 512 } as const;
/** Names of columns in Treasure Data's own tools stay far below; SQL engines cut at 128. */
const longestColumn = 128;
/** A map of the whole row in Hive; td-client-ruby refuses it as a column. */
const mapOfTheRow = "v";

/** Why Treasure Data can't hold this table, a sentence each. */
export function refusals(
  { target, columns }: { target: string; columns: readonly Column[] },
  settings: Pick<TreasureDataSettings, "method" | "time_field">,
): string[] {
  return [
    ...refusedTarget(target),
    ...columns.flatMap((column) => refusedColumn(column.name, settings.time_field)),
    ...refusedCount(columns, settings.method),
    ...missingTimeField(columns, settings.time_field),
  ];
}

function refusedTarget(target: string): string[] {
  if (isTableName(target)) return [];
  return [
    `The table ${quoted(target)} can't be: a table of Treasure Data has 3 to 255 lower-case letters, digits and underscores. Choose another target.`,
  ];
}

function refusedColumn(name: string, timeField: string | undefined): string[] {
  if (name === timeColumn && timeField !== timeColumn)
    return [
      `The column ${quoted(name)} is Treasure Data's own: set time_field to time if its values are the time of the rows, or rename the field.`,
    ];
  if (name === mapOfTheRow)
    return [
      `The column ${quoted(name)} is reserved by Treasure Data (the map of a whole row). Rename the field.`,
    ];
  if (name.length > longestColumn)
    return [
      `The column ${quoted(name)} has ${name.length} characters; Treasure Data takes ${longestColumn}.`,
    ];
  if (!/^[a-z_][a-z0-9_]*$/u.test(name))
    return [`The column ${quoted(name)} can't be: a column has lower-case letters, digits and underscores.`];
  return [];
}

function refusedCount(columns: readonly Column[], method: TreasureDataSettings["method"]): string[] {
  const keys = columns.length + (columns.some(({ name }) => name === timeColumn) ? 0 : 1);
  const most = mostKeys[method];
  if (keys <= most) return [];
  const last = columns[most - 1]?.name ?? "";
  const remedy =
    method === "import_with_id" ? "Use the method bulk (4096), or fewer fields." : "Use fewer fields.";
  return [
    `${keys} columns with time; Treasure Data takes ${most} by ${method}, so there is no room from ${quoted(last)} on. ${remedy}`,
  ];
}

function missingTimeField(columns: readonly Column[], timeField: string | undefined): string[] {
  if (timeField === undefined || columns.some(({ name }) => name === timeField)) return [];
  return [
    `time_field names the column ${quoted(timeField)}, which the records do not have. Name one of theirs, or none.`,
  ];
}

const quoted = (name: string): string => `"${shownName(name)}"`;
