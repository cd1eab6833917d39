import type { Pool, PoolClient } from "pg";
import { defaultQueue } from "../queues.ts";

/** The runs an executor holds, by the queue they came from. */
export async function readPendingByQueue(
  db: Pool | PoolClient,
  executorId: string,
): Promise<Map<string, string[]>> {
  const { rows } = await db.query<{ queue: string; ids: string[] }>(
    `select coalesce(queue_name, $2) as queue, array_agg(workflow_uuid order by priority, created_at) as ids
     from dbos.workflow_status where status = 'PENDING' and executor_id = $1 group by 1`,
    [executorId, defaultQueue.name],
  );
  return new Map(rows.map((row) => [row.queue, row.ids]));
}
