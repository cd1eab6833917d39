import type { Queryable } from "../events/index.ts";

export interface TableShape {
  schema: string;
  table: string;
  /** Those a restore writes: neither generated ones nor transaction ids, which mean nothing elsewhere. */
  columns: string[];
}

/** The tables of these schemas, those referred to before those that refer. */
export async function readTables(db: Queryable, schemas: readonly string[]): Promise<TableShape[]> {
  const { rows } = await db.query(
    `select n.nspname as schema, c.relname as table,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and a.atttypid <> 'xid8'::regtype) as columns,
       coalesce((select array_agg(distinct rn.nspname || '.' || rc.relname) from pg_constraint k
        join pg_class rc on rc.oid = k.confrelid join pg_namespace rn on rn.oid = rc.relnamespace
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid), '{}') as refers
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = any($1) order by n.nspname, c.relname`,
    [schemas],
  );
  return inOrder(rows as (TableShape & { refers: string[] })[]);
}

/** Those that refer to nothing that is missing, again and again; a circle keeps the order of names. */
function inOrder(tables: (TableShape & { refers: string[] })[]): TableShape[] {
  const ordered: TableShape[] = [];
  const names = new Set<string>();
  const known = new Set(tables.map(nameOf));
  let rest = tables;
  while (rest.length > 0) {
    const free = rest.filter(({ refers }) => refers.every((name) => names.has(name) || !known.has(name)));
    const next = free.length > 0 ? free : rest;
    for (const { schema, table, columns } of next) ordered.push({ schema, table, columns });
    for (const table of next) names.add(nameOf(table));
    rest = rest.filter((table) => !names.has(nameOf(table)));
  }
  return ordered;
}

export const nameOf = ({ schema, table }: { schema: string; table: string }): string => `${schema}.${table}`;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quotedName = ({ schema, table }: { schema: string; table: string }): string =>
  `${quoted(schema)}.${quoted(table)}`;

/** The sequences of these schemas that gave a number already. */
export async function readSequences(
  db: Queryable,
  schemas: readonly string[],
): Promise<{ schema: string; name: string; last_value: string }[]> {
  const { rows } = await db.query(
    `select schemaname as schema, sequencename as name, last_value::text from pg_sequences
     where schemaname = any($1) and last_value is not null order by 1, 2`,
    [schemas],
  );
  return rows as { schema: string; name: string; last_value: string }[];
}
