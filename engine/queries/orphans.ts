import type { Pool, PoolClient } from "pg";
import { boundIdleTransaction } from "./bound-idle-transaction.ts";
import { defaultQueue } from "../queues.ts";

/**
 * Lets `takeOver` move the runs held by executors without a worker row, by queue; nothing happens when there are none or
 * another process is at it. A claim younger than `olderThanMs` may belong to a worker about to show itself.
 */
export async function withOrphans(
  pool: Pool,
  olderThanMs: number,
  takeOver: (client: PoolClient, pending: ReadonlyMap<string, string[]>) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await boundIdleTransaction(client);
    const { rows } = await client.query<{ queue: string; ids: string[] }>(
      `select coalesce(w.queue_name, $1) as queue, array_agg(w.workflow_uuid order by w.priority, w.created_at) as ids
       from dbos.workflow_status w
       where w.status = 'PENDING'
         and w.started_at_epoch_ms < extract(epoch from now()) * 1000 - $2::float8
         and not exists (select 1 from engine.worker v where v.worker_id = w.executor_id)
         and pg_try_advisory_xact_lock(hashtext('millrace.engine.orphans'))
       group by 1`,
      [defaultQueue.name, olderThanMs],
    );
    if (rows.length > 0) await takeOver(client, new Map(rows.map((row) => [row.queue, row.ids])));
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
