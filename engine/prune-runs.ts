import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";

/** Runs deleted per statement: short locks on a table every worker claims from. */
const batchSize = 500;

/**
 * Deletes runs that ended before `beforeMs` (epoch) with their steps, tries, progress and failures. A child stays as
 * long as its parent is active: the parent may not have read its result yet. Call it outside a workflow's context.
 */
export async function pruneFinishedRuns(pool: Pool, beforeMs: number): Promise<number> {
  let pruned = 0;
  for (;;) {
    const runIds = await findPrunable(pool, beforeMs);
    if (runIds.length === 0) return pruned;
    await pool.query(
      `with ids as (select unnest($1::text[]) as run_id),
       a as (delete from engine.step_attempt where run_id in (select run_id from ids)),
       f as (delete from engine.run_failure where run_id in (select run_id from ids)),
       t as (delete from engine.run_takeover where run_id in (select run_id from ids))
       delete from engine.run_progress where run_id in (select run_id from ids)`,
      [runIds],
    );
    await DBOS.deleteWorkflows(runIds);
    pruned += runIds.length;
  }
}

async function findPrunable(pool: Pool, beforeMs: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select w.workflow_uuid as id
     from dbos.workflow_status w
     left join dbos.workflow_status parent on parent.workflow_uuid = w.parent_workflow_id
     where w.completed_at < $1 and w.status not in ('ENQUEUED', 'DELAYED', 'PENDING')
       and (parent.status is null or parent.status not in ('ENQUEUED', 'DELAYED', 'PENDING'))
     order by w.completed_at limit ${batchSize}`,
    [Math.floor(beforeMs)],
  );
  return rows.map((row) => row.id);
}
