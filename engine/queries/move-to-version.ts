import type { PoolClient } from "pg";

/** Lets a stopped run, and the children stopped along with it, go on under this version once it is continued. */
export async function moveToVersion(client: PoolClient, runId: string, version: string): Promise<void> {
  await client.query(
    `update dbos.workflow_status set application_version = $2
     where status = 'CANCELLED'
       and (workflow_uuid = $1 or workflow_uuid in (select run_id from engine.run_stop where stopped_with = $1))`,
    [runId, version],
  );
}
