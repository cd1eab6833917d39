import type { PoolClient } from "pg";

/** These runs with their children and children's children, as far as they are stored. */
export async function readFamily(client: PoolClient, runIds: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `with recursive family as (
       select workflow_uuid from dbos.workflow_status where workflow_uuid = any($1)
       union
       select c.workflow_uuid from family f join dbos.workflow_status c on c.parent_workflow_id = f.workflow_uuid
     )
     select workflow_uuid as id from family`,
    [runIds],
  );
  return rows.map((row) => row.id);
}
