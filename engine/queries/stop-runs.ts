import type { Pool, PoolClient } from "pg";
import { inTransaction } from "@millrace/platform/db";

interface Member {
  runId: string;
  /** The named run it is stopped along with. */
  stoppedWith: string;
}

/**
 * Stops runs that have not ended, with their children and children's children; a pause leaves alone what is stopped, a
 * cancellation takes paused runs too. DBOS's row and why it was stopped change in one transaction, so a stopped run is
 * paused or cancelled at every instant. Resolves with how many were stopped.
 *
 * Parents are locked before their children are read, and a child is only started under its parent's lock: none slips by.
 */
export async function stopRuns(
  pool: Pool,
  which: { runIds: readonly string[]; isPause: boolean },
): Promise<number> {
  return inTransaction(pool, (client) => stopFamilies(client, which));
}

/** The same in a transaction of the caller's. */
export async function stopFamilies(
  client: PoolClient,
  { runIds, isPause }: { runIds: readonly string[]; isPause: boolean },
): Promise<number> {
  let stopped = 0;
  const seen = new Set(runIds);
  let family = runIds.map((runId): Member => ({ runId, stoppedWith: runId }));
  while (family.length > 0) {
    stopped += await stop(client, family, isPause);
    family = (await readChildren(client, family)).filter(({ runId }) => !seen.has(runId));
    for (const { runId } of family) seen.add(runId);
  }
  return stopped;
}

/**
 * The owner is taken off the row, so what the old execution still tries to store is refused. Queue and start stay: they
 * are shown, and a rate limit goes on counting the start.
 */
async function stop(client: PoolClient, family: readonly Member[], isPause: boolean): Promise<number> {
  const { rows } = await client.query<{ id: string }>(
    `insert into engine.run_stop (run_id, is_pause, stopped_with)
     select w.workflow_uuid, $3, f.stopped_with
     from unnest($1::text[], $2::text[]) as f(run_id, stopped_with)
     join dbos.workflow_status w on w.workflow_uuid = f.run_id
     where w.status in ('ENQUEUED', 'DELAYED', 'PENDING')
        or (not $3 and engine.run_status(w.status, w.workflow_uuid) = 'paused' and w.status = 'CANCELLED')
     order by w.created_at, w.workflow_uuid for no key update of w
     on conflict (run_id) do update
     set is_pause = excluded.is_pause, stopped_with = excluded.stopped_with, at = excluded.at
     returning run_id as id`,
    [...columnsOf(family), isPause],
  );
  if (rows.length === 0) return 0;
  await client.query(
    `update dbos.workflow_status
     set status = 'CANCELLED', owner_xid = null, deduplication_id = null,
         updated_at = (extract(epoch from now()) * 1000)::bigint,
         completed_at = case when $2 then null else (extract(epoch from now()) * 1000)::bigint end
     where workflow_uuid = any($1)`,
    [rows.map((row) => row.id), isPause],
  );
  return rows.length;
}

async function readChildren(client: PoolClient, family: readonly Member[]): Promise<Member[]> {
  const { rows } = await client.query<{ id: string; stopped_with: string }>(
    `select c.workflow_uuid as id, f.stopped_with
     from unnest($1::text[], $2::text[]) as f(run_id, stopped_with)
     join dbos.workflow_status c on c.parent_workflow_id = f.run_id`,
    columnsOf(family),
  );
  return rows.map((row) => ({ runId: row.id, stoppedWith: row.stopped_with }));
}

/** As `unnest` takes it. */
function columnsOf(family: readonly Member[]): [string[], string[]] {
  return [family.map((member) => member.runId), family.map((member) => member.stoppedWith)];
}
