import type { Pool, PoolClient } from "pg";
import { defaultQueue } from "../queues.ts";

/** What a run that waits again has not: an owner, a start, an end, and the counts of its last life. */
const waitingAgain = `status = 'ENQUEUED', owner_xid = null, recovery_attempts = 0, workflow_deadline_epoch_ms = null,
         deduplication_id = null, started_at_epoch_ms = null, completed_at = null,
         updated_at = (extract(epoch from now()) * 1000)::bigint`;

/**
 * Puts runs (`w`) that are still held back on their queues, parents before their children. What was paused, cancelled or
 * taken over before its row could be locked is held no more and left alone.
 */
function puttingBack(which: string): string {
  return `held as (
     select w.workflow_uuid from dbos.workflow_status w where w.status = 'PENDING' and ${which}
     order by w.created_at, w.workflow_uuid for no key update
   ), moved as (
     update dbos.workflow_status w
     set ${waitingAgain}, queue_name = coalesce(w.queue_name, '${defaultQueue.name}')
     from held where w.workflow_uuid = held.workflow_uuid
     returning w.workflow_uuid as run_id
   )`;
}

/**
 * Counts a dead worker under each of the moved runs; the count starts again for a run that did a step since the last one,
 * itself or through its children: a parent that waits for them does none of its own.
 */
const counting = `counted as (
     insert into engine.run_takeover as known (run_id, count, steps_done)
     select run_id, 1, (
       with recursive family as (
         select run_id as id
         union
         select c.workflow_uuid from family f join dbos.workflow_status c on c.parent_workflow_id = f.id
       )
       select count(*) from family join dbos.operation_outputs o on o.workflow_uuid = family.id
     ) from moved
     on conflict (run_id) do update
     set count = case when excluded.steps_done <> known.steps_done then 1 else known.count + 1 end,
         steps_done = excluded.steps_done, at = now()
   )`;

/**
 * Puts a run back on its queue that ended with this status (DBOS's word) without a word of ours; false when it has another
 * status by now.
 */
export async function putBackEnded(
  client: PoolClient,
  { runId, status, queueName }: { runId: string; status: string; queueName: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update dbos.workflow_status set ${waitingAgain}, queue_name = $3
     where workflow_uuid = $1 and status = $2`,
    [runId, status, queueName],
  );
  return rowCount === 1;
}

/** What an executor gives back of its own accord; resolves with how many runs. */
export async function handBackRuns(pool: Pool, executorId: string): Promise<number> {
  const { rowCount } = await pool.query(
    `with ${puttingBack("w.executor_id = $1")} select run_id from moved`,
    [executorId],
  );
  return rowCount ?? 0;
}

/** What a dead executor held; resolves with how many runs. */
export async function takeOverRuns(client: PoolClient, executorId: string): Promise<number> {
  const { rowCount } = await client.query(
    `with ${puttingBack("w.executor_id = $1")}, ${counting} select run_id from moved`,
    [executorId],
  );
  return rowCount ?? 0;
}

/**
 * What executors without a worker row hold; resolves with how many runs. A claim younger than `olderThanMs` may belong to a
 * worker about to show itself.
 */
export async function takeOverOrphans(pool: Pool, olderThanMs: number): Promise<number> {
  const isOrphan = `w.started_at_epoch_ms < extract(epoch from now()) * 1000 - $1::float8
       and not exists (select 1 from engine.worker v where v.worker_id = w.executor_id)`;
  const { rowCount } = await pool.query(
    `with ${puttingBack(isOrphan)}, ${counting} select run_id from moved`,
    [olderThanMs],
  );
  return rowCount ?? 0;
}
