import type { Pool } from "pg";

/** Rows deleted by kind of thing ("runs", "events", …). */
export type Deleted = Record<string, number>;

/** How long the record of earlier prunes is kept. */
const keptDays = 90;

export async function recordPrune(pool: Pool, deleted: Deleted): Promise<void> {
  await pool.query(
    `with old as (delete from millrace.prune where at < now() - make_interval(days => ${keptDays}))
     insert into millrace.prune (deleted) values ($1::jsonb)`,
    [JSON.stringify(deleted)],
  );
}

/** null before the first. */
export async function readLastPrune(pool: Pool): Promise<{ at: string; deleted: Deleted } | null> {
  const { rows } = await pool.query<{ at: Date; deleted: Deleted }>(
    "select at, deleted from millrace.prune order by id desc limit 1",
  );
  const row = rows[0];
  return row === undefined ? null : { at: row.at.toISOString(), deleted: row.deleted };
}

export interface TableSize {
  name: string;
  /** The planner's estimate, as of its last look. */
  rows: number;
  /** With its indexes and what is stored aside. */
  bytes: number;
}

/** The house's tables, largest first, and what the whole database takes on disk. */
export async function readTableSizes(pool: Pool): Promise<{ databaseBytes: number; tables: TableSize[] }> {
  const { rows } = await pool.query<TableSize & { database_bytes: number }>(
    `select format('%s.%s', n.nspname, c.relname) as name, greatest(c.reltuples, 0)::float8 as rows,
            pg_total_relation_size(c.oid)::float8 as bytes, pg_database_size(current_database())::float8 as database_bytes
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
     order by bytes desc, name`,
  );
  const tables = rows.map(({ name, rows: count, bytes }) => ({ name, rows: count, bytes }));
  return { databaseBytes: rows[0]?.database_bytes ?? 0, tables };
}
