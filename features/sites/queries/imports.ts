import { pageCursor } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";
import { z } from "zod";
import type { ImportOutcome, ImportRow, Workspace } from "../contract.ts";

/** An import as stored; its status while it runs is the engine's to say. */
export interface StoredImport {
  id: string;
  workspace: Workspace;
  file_name: string;
  created_at: Date;
  ended_at: Date | null;
  outcome: "succeeded" | "failed" | "cancelled" | "paused" | null;
  message: string | null;
  rows_in_all: number | null;
  by_outcome: Record<ImportOutcome, number>;
}

export interface NewImport {
  id: string;
  workspace: Workspace;
  fileName: string;
  hash: string;
  tags: readonly string[];
}

/** Writes the import's row; true the first time. */
export async function insertImport(db: Queryable, created: NewImport): Promise<boolean> {
  const { id, workspace, fileName, hash, tags } = created;
  const { rowCount } = await db.query(
    `insert into sites.website_import (id, workspace, file_name, hash, tags) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [id, workspace, fileName, hash, tags],
  );
  return rowCount === 1;
}

export async function noteRowsInAll(db: Queryable, id: string, rows: number): Promise<void> {
  await db.query("update sites.website_import set rows_in_all = $2 where id = $1", [id, rows]);
}

/** Ends an import well, whatever its run was taken for before. */
export async function endImport(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update sites.website_import set ended_at = now(), outcome = 'succeeded', message = null where id = $1`,
    [id],
  );
}

export async function getImport(db: Queryable, id: string): Promise<StoredImport | null> {
  const { rows } = await db.query(`${selectImports} where id = $1`, [id]);
  return (rows as StoredImport[])[0] ?? null;
}

/** Where a page ended; the time in microseconds, as the database keeps it. */
const importCursor = pageCursor(
  z.object({ created_us: z.int().nonnegative(), id: z.string().regex(/^[\x21-\x7e]{1,300}$/u) }),
);

/** Newest first, by keyset. */
export async function listImports(
  db: Queryable,
  workspace: Workspace,
  paging: { limit: number; cursor?: string | undefined },
): Promise<{ items: StoredImport[]; next_cursor: string | null }> {
  const after = importCursor.decode(paging.cursor);
  const { rows } = await db.query(
    `${selectImports}
     where workspace = $1
       and ($2::float8 is null
            or (created_at, id) < (timestamptz 'epoch' + $2::float8 * interval '1 microsecond', $3))
     order by created_at desc, id desc limit $4`,
    [workspace, after?.created_us, after?.id, paging.limit + 1],
  );
  const found = rows as (StoredImport & { created_us: number })[];
  const last = found.length > paging.limit ? found[paging.limit - 1] : undefined;
  return {
    items: found.slice(0, paging.limit),
    next_cursor: last === undefined ? null : importCursor.encode(last),
  };
}

const selectImports = `
  select id, workspace, file_name, created_at, ended_at, outcome, message, rows_in_all,
         (extract(epoch from created_at) * 1000000)::float8 as created_us,
         (select jsonb_build_object('added', 0, 'updated', 0, 'unchanged', 0, 'repeated', 0, 'refused', 0)
                 || coalesce(jsonb_object_agg(outcome, counted), '{}')
          from (select outcome, count(*) as counted from sites.import_row
                where import_id = website_import.id group by outcome) as counts) as by_outcome
  from sites.website_import`;

const rowCursor = pageCursor(z.object({ row: z.int().nonnegative() }));

/** What became of the rows, in the order of the file. */
export async function listImportRows(
  db: Queryable,
  importId: string,
  outcome: ImportOutcome | undefined,
  paging: { limit: number; cursor?: string | undefined },
): Promise<{ items: ImportRow[]; next_cursor: string | null }> {
  const { rows } = await db.query(
    `select row, line, text, outcome, domain, website_id, message from sites.import_row
     where import_id = $1 and row > $2 and ($3::text is null or outcome = $3)
     order by row limit $4`,
    [importId, rowCursor.decode(paging.cursor)?.row ?? 0, outcome, paging.limit + 1],
  );
  const items = (rows as ImportRow[]).slice(0, paging.limit);
  const last = rows.length > paging.limit ? items.at(-1) : undefined;
  return { items, next_cursor: last === undefined ? null : rowCursor.encode(last) };
}

/** Imports that have not succeeded, by id after `after`: their runs may have ended otherwise. */
export async function listUnsettledImports(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query(
    `select id from sites.website_import where outcome is distinct from 'succeeded' and id > $1 order by id limit $2`,
    [after, limit],
  );
  return (rows as { id: string }[]).map(({ id }) => id);
}

/** How the run of an import ended that did not succeed. */
export interface BadEnd {
  id: string;
  outcome: "failed" | "cancelled" | "paused";
  endedAt: string;
  message: string | null;
}

/** Writes down how runs ended, for the time when they are pruned; while there is a run, it is what counts. */
export async function noteBadImportEnds(db: Queryable, ends: readonly BadEnd[]): Promise<void> {
  await db.query(
    `update sites.website_import i
     set outcome = e.outcome, ended_at = e."endedAt", message = e.message
     from jsonb_to_recordset($1::jsonb) as e(id text, outcome text, "endedAt" timestamptz, message text)
     where i.id = e.id and i.outcome is distinct from 'succeeded'`,
    [JSON.stringify(ends)],
  );
}
