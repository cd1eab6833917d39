import type { ColumnType } from "../../records/column.ts";

/** What each type is made as. Timestamps are instants: a text without an offset is taken as UTC. */
export const postgresTypes: Readonly<Record<ColumnType, string>> = {
  boolean: "boolean",
  integer: "bigint",
  number: "double precision",
  decimal: "numeric",
  text: "text",
  timestamp: "timestamp with time zone",
  date: "date",
  json: "jsonb",
};

/** The type of a column by its declaration (pg_catalog.format_type); null for one Millrace does not write to. */
export function typeOfDeclaration(declaration: string): ColumnType | null {
  if (declaration === "character varying") return "text";
  const found = Object.entries(postgresTypes).find(([, name]) => name === declaration);
  return found === undefined ? null : (found[0] as ColumnType);
}

const numeric: readonly ColumnType[] = ["integer", "number", "decimal"];

/**
 * The type a table's column must have to take what a batch brings; null when there is none that keeps what the column was
 * meant for. Integers and doubles meet in decimal; text and json take everything.
 */
export function meeting(table: ColumnType, batch: ColumnType): ColumnType | null {
  if (table === batch || table === "text" || table === "json") return table;
  if (batch === "text" || batch === "json") return batch;
  return numeric.includes(table) && numeric.includes(batch) ? "decimal" : null;
}

/** SQL that makes a value of a column's old type one of its new. `column` is quoted already. */
export function conversion(column: string, from: ColumnType, to: ColumnType): string {
  if (to === "json") return `to_jsonb(${column})`;
  if (to === "text" && from === "timestamp")
    return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  // By way of text: the direct cast of a double keeps fifteen digits only.
  return to === "text" ? `${column}::text` : `${column}::text::numeric`;
}
