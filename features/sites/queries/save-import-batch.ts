import type { Queryable } from "@millrace/platform/events";
import { newId } from "@millrace/platform/ids";
import { storableJson } from "@millrace/platform/db";
import type { ImportOutcome, Workspace } from "../contract.ts";
import type { WebsiteRow } from "../imports/read-rows.ts";

export interface ImportBatch {
  importId: string;
  workspace: Workspace;
  /** Number of its first row in the file, counted from 1. */
  firstRow: number;
  rows: readonly WebsiteRow[];
  /** Given to every website, besides the tags of its row. */
  tags: readonly string[];
}

/**
 * Saves some rows of an import: websites are added, or get the name and the further tags of their row, and each row is
 * written down with what became of it. Call it in one transaction; the same batch again is a conflict.
 */
export async function saveImportBatch(
  db: Queryable,
  batch: ImportBatch,
): Promise<Partial<Record<ImportOutcome, number>>> {
  const { importId, workspace, firstRow, rows, tags } = batch;
  const listed = storableJson(rows.map((row, index) => ({ ...row, id: newId(), row: firstRow + index })));
  const { rows: changed } = await db.query(upsertWebsites, [importId, listed, workspace, tags]);
  const { rows: counted } = await db.query(insertRows, [
    importId,
    listed,
    workspace,
    JSON.stringify(changed),
  ]);
  return Object.fromEntries(
    (counted as { outcome: ImportOutcome; count: number }[]).map(({ outcome, count }) => [outcome, count]),
  );
}

const given = `
  given as (
    select g.*, row_number() over (partition by domain order by row) > 1
                or exists (select from sites.import_row i where i.import_id = $1 and i.domain = g.domain) as is_repeated
    from jsonb_to_recordset($2::jsonb)
      as g(row int, line int, text text, domain text, name text, tags text[], problem text, id uuid)
  )`;

/** A name is only replaced by a name, tags only grow. */
const upsertWebsites = `
  with ${given}
  insert into sites.website as w (id, workspace, domain, name, tags)
  select id, $3, domain, name, array(select distinct unnest(tags || $4::text[]) order by 1)
  from given where domain is not null and not is_repeated
  order by domain
  on conflict (workspace, domain) do update set
    name = coalesce(excluded.name, w.name),
    tags = array(select distinct unnest(w.tags || excluded.tags) order by 1),
    changed_at = now()
  where excluded.name <> w.name or (excluded.name is not null and w.name is null) or not w.tags @> excluded.tags
  returning domain, xmax = 0 as is_new`;

const insertRows = `
  with ${given},
  changed as (select * from jsonb_to_recordset($4::jsonb) as c(domain text, is_new boolean)),
  judged as (
    select g.row, g.line, g.text, g.domain, w.id as website_id,
           case when g.domain is null then 'refused' when g.is_repeated then 'repeated'
                when c.is_new then 'added' when c.domain is not null then 'updated' else 'unchanged' end as outcome,
           case when g.domain is null then g.problem
                when g.is_repeated then format('%s is already in line %s of this file.', g.domain,
                  coalesce((select i.line from sites.import_row i where i.import_id = $1 and i.domain = g.domain
                            order by i.row limit 1),
                           first_value(g.line) over (partition by g.domain order by g.row)))
                when w.archived_at is not null then 'This website is archived, and stays so.' end as message
    from given g left join changed c using (domain)
      left join sites.website w on w.workspace = $3 and w.domain = g.domain
  ),
  saved as (
    insert into sites.import_row (import_id, row, line, text, outcome, domain, website_id, message)
    select $1, row, line, text, outcome, domain, website_id, message from judged
    returning outcome
  )
  select outcome, count(*)::int as count from saved group by outcome`;
