import { NeedsAttention } from "@millrace/platform/errors";
import type { ClientBase } from "pg";
import type { Column, ColumnType } from "../../records/column.ts";
import { conversion, meeting, postgresTypes, typeOfDeclaration } from "./column-types.ts";
import { quoted } from "./identifiers.ts";

export interface TableName {
  schema: string;
  table: string;
}

/** A column as the catalog has it. */
export interface TableColumn {
  name: string;
  declaration: string;
  /** It takes no null and has no value of its own. */
  mustBeGiven: boolean;
  /** Its value is made by Postgres. */
  isGenerated: boolean;
}

export const qualified = ({ schema, table }: TableName): string => `${quoted(schema)}.${quoted(table)}`;

export interface PreparedTable {
  /** What the table's columns hold, in the order of the batch's. */
  types: ColumnType[];
  /** Columns of the table that the batch has not, and that may be set. */
  others: string[];
}

const shown = ({ schema, table }: TableName): string => `${schema}.${table}`;

/** The columns of a table; null where there is none. Throws `NeedsAttention` when the name is another thing's (a view). */
export async function readTable(client: ClientBase, at: TableName): Promise<TableColumn[] | null> {
  const { rows } = await client.query<TableColumn & { kind: string }>(
    `select class.relkind as kind, attname as name, format_type(atttypid, atttypmod) as declaration,
       attnotnull and not atthasdef and attidentity = '' as "mustBeGiven",
       attgenerated <> '' or attidentity = 'a' as "isGenerated"
     from pg_class class
       join pg_namespace on pg_namespace.oid = relnamespace
       left join pg_attribute on attrelid = class.oid and attnum > 0 and not attisdropped
     where nspname = $1 and relname = $2`,
    [at.schema, at.table],
  );
  const [first] = rows;
  if (first === undefined) return null;
  // An ordinary table, or a partitioned one.
  if (first.kind !== "r" && first.kind !== "p")
    throw new NeedsAttention(`${shown(at)} is no table. Choose another target, or rename what is there.`);
  return rows.filter(({ name }) => name !== null);
}

/**
 * Makes the table, its missing columns and wider types, so that it takes these columns. Run it under the target's lock. Throws `NeedsAttention`, naming the column, for a table that can't take them.
 */
export async function prepareTable(
  client: ClientBase,
  at: TableName,
  columns: readonly Column[],
): Promise<PreparedTable> {
  const existing = await readTable(client, at);
  if (existing === null) {
    const definitions = columns.map(({ name, type }) => `${quoted(name)} ${postgresTypes[type]}`);
    await client.query(`create table ${qualified(at)} (${definitions.join(", ")})`);
    return { types: columns.map(({ type }) => type), others: [] };
  }
  const { types, others, changes } = planTable(at, existing, columns);
  if (changes.length > 0) await client.query(`alter table ${qualified(at)} ${changes.join(", ")}`);
  return { types, others };
}

/** What must change for a table to take these columns. Pure. */
export function planTable(
  at: TableName,
  existing: readonly TableColumn[],
  columns: readonly Column[],
): PreparedTable & { changes: string[] } {
  const known = new Map(existing.map((column) => [column.name, column]));
  const given = new Set(columns.map(({ name }) => name));
  const demanding = existing.find(({ name, mustBeGiven }) => mustBeGiven && !given.has(name));
  if (demanding !== undefined)
    throw new NeedsAttention(
      `The column ${demanding.name} of ${shown(at)} takes no null, and this stream has no such field. Give it a default, or choose another target.`,
    );
  const plans = columns.map((column) => planColumn(at, known.get(column.name), column));
  return {
    types: plans.map(({ type }) => type),
    others: existing
      .filter(({ name, isGenerated }) => !isGenerated && !given.has(name))
      .map(({ name }) => name),
    changes: plans.flatMap(({ change }) => change ?? []),
  };
}

function planColumn(
  at: TableName,
  existing: TableColumn | undefined,
  { name, type }: Column,
): { type: ColumnType; change: string | null } {
  if (existing === undefined) return { type, change: `add column ${quoted(name)} ${postgresTypes[type]}` };
  const from = existing.isGenerated ? null : typeOfDeclaration(existing.declaration);
  const to = from === null ? null : meeting(from, type);
  if (from === null || to === null) {
    const is = existing.isGenerated ? "made by Postgres itself" : existing.declaration;
    throw new NeedsAttention(
      `The column ${name} of ${shown(at)} is ${is}, and this stream has ${postgresTypes[type]} for it. Change the column's type, or choose another target.`,
      { facts: { column: name } },
    );
  }
  if (to === from) return { type: to, change: null };
  const column = quoted(name);
  return {
    type: to,
    change: `alter column ${column} type ${postgresTypes[to]} using ${conversion(column, from, to)}`,
  };
}
