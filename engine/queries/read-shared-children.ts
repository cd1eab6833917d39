import type { PoolClient } from "pg";

/** Those of the runs that this run started itself: a fork has recorded the children of the run it was forked from too. */
export async function readOwnChildren(
  client: PoolClient,
  runId: string,
  children: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    "select workflow_uuid as id from dbos.workflow_status where workflow_uuid = any($2) and parent_workflow_id = $1",
    [runId, children],
  );
  return rows.map((row) => row.id);
}

/** A fork of the run (or of its forks) that has one of these children too and has not succeeded; null when there is none. */
export async function readOpenSharer(
  client: PoolClient,
  runId: string,
  children: readonly string[],
): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `with recursive forks as (
       select workflow_uuid, status from dbos.workflow_status where forked_from = $1
       union
       select f.workflow_uuid, f.status from forks join dbos.workflow_status f on f.forked_from = forks.workflow_uuid
     )
     select workflow_uuid as id from forks
     where status <> 'SUCCESS' and exists (
       select 1 from dbos.operation_outputs o
       where o.workflow_uuid = forks.workflow_uuid and o.child_workflow_id = any($2))
     limit 1`,
    [runId, children],
  );
  return rows[0]?.id ?? null;
}
