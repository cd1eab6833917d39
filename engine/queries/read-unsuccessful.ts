import type { PoolClient } from "pg";

/** Which of these runs ended otherwise than well; those that are not stored are left out. */
export async function readUnsuccessful(client: PoolClient, runIds: readonly string[]): Promise<string[]> {
  if (runIds.length === 0) return [];
  const { rows } = await client.query<{ id: string }>(
    `select workflow_uuid as id from dbos.workflow_status
     where workflow_uuid = any($1) and status not in ('ENQUEUED', 'DELAYED', 'PENDING', 'SUCCESS')
     order by created_at, workflow_uuid`,
    [runIds],
  );
  return rows.map((row) => row.id);
}
