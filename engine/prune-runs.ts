import type { Pool } from "pg";
import { forgetRuns } from "./forget-runs.ts";

/** Runs deleted per statement: short locks on a table every worker claims from. */
const batchSize = 500;

/**
 * Deletes runs that ended before `beforeMs` (epoch) with their steps, tries, progress and failures. A child stays as
 * long as its parent is active or paused: the parent may not have read its result yet. Call it outside a workflow's context.
 */
export async function pruneFinishedRuns(pool: Pool, beforeMs: number): Promise<number> {
  let pruned = 0;
  for (;;) {
    const runIds = await findPrunable(pool, beforeMs);
    if (runIds.length === 0) return pruned;
    await forgetRuns(pool, runIds);
    pruned += runIds.length;
  }
}

async function findPrunable(pool: Pool, beforeMs: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select w.workflow_uuid as id
     from dbos.workflow_status w
     left join dbos.workflow_status parent on parent.workflow_uuid = w.parent_workflow_id
     where w.completed_at < $1 and w.status not in ('ENQUEUED', 'DELAYED', 'PENDING')
       and (parent.status is null or engine.run_status(parent.status, parent.workflow_uuid) not in ('queued', 'running', 'paused'))
     order by w.completed_at limit ${batchSize}`,
    [Math.floor(beforeMs)],
  );
  return rows.map((row) => row.id);
}
