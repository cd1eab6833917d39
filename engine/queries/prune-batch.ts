import type { PoolClient } from "pg";
import { durableRunTables, engineRunTables } from "./run-tables.ts";

/** What may go: ended before these instants (epoch ms). */
export interface PruneLimits {
  /** Succeeded and cancelled runs, and dead letters that were discarded before it. */
  finishedBeforeMs: number;
  /** Dead letters nobody touched; null: none. */
  deadBeforeMs: number | null;
}

/** Where a walk through the ended runs stands, oldest first. */
export interface PrunePosition {
  endedAtMs: number;
  runId: string;
}

const deletions = [
  ...durableRunTables.map(
    (table) => `delete from ${table} where workflow_uuid = any(array(select run_id from gone))`,
  ),
  ...engineRunTables.map(
    (table) => `delete from ${table} where run_id = any(array(select run_id from gone))`,
  ),
];

/**
 * Deletes up to `limit` ended runs after `from` with all they stored, in one statement: a run that is resumed meanwhile is
 * locked or no longer ended, and stays. A child stays until its parent has succeeded or is gone, and its parent's forks have
 * succeeded: they may read its result.
 */
export async function pruneBatch(
  client: PoolClient,
  limits: PruneLimits,
  { from, limit }: { from: PrunePosition; limit: number },
): Promise<{ deleted: number; last: PrunePosition | null }> {
  const { finishedBeforeMs, deadBeforeMs } = limits;
  const { rows } = await client.query<{ deleted: number; run_id: string | null; ended_at_ms: number | null }>(
    `with candidate as (
       select w.workflow_uuid as run_id, w.completed_at as ended_at
       from dbos.workflow_status w left join engine.run_failure f on f.run_id = w.workflow_uuid
       where w.completed_at < greatest($1::bigint, $2::bigint)
         and (w.completed_at, w.workflow_uuid) > ($3::bigint, $4)
         and case when w.status in ('SUCCESS', 'CANCELLED') then w.completed_at < $1
                  when w.status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
                    then f.discarded_at < to_timestamp($1::float8 / 1000) or w.completed_at < $2
                  else false end
         and (w.parent_workflow_id is null or (
           not exists (select 1 from dbos.workflow_status p where p.workflow_uuid = w.parent_workflow_id and p.status <> 'SUCCESS')
           and not exists (select 1 from dbos.workflow_status k where k.forked_from = w.parent_workflow_id and k.status <> 'SUCCESS')))
       order by w.completed_at, w.workflow_uuid limit $5
       for update of w skip locked
     ), gone as (
       delete from dbos.workflow_status w using candidate where w.workflow_uuid = candidate.run_id
       returning w.workflow_uuid as run_id
     ), ${deletions.map((deletion, index) => `gone_${index} as (${deletion})`).join(", ")}
     select (select count(*) from gone)::int as deleted, last.run_id, last.ended_at::float8 as ended_at_ms
     from (values (1)) as one left join
       (select run_id, ended_at from candidate order by ended_at desc, run_id desc limit 1) as last on true`,
    [
      Math.floor(finishedBeforeMs),
      deadBeforeMs === null ? null : Math.floor(deadBeforeMs),
      from.endedAtMs,
      from.runId,
      limit,
    ],
  );
  const row = rows[0];
  const last = row?.run_id == null ? null : { endedAtMs: row.ended_at_ms ?? 0, runId: row.run_id };
  return { deleted: row?.deleted ?? 0, last };
}
