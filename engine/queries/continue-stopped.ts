import type { PoolClient } from "pg";

/**
 * Puts a paused or cancelled run back on its queue, with the children that were stopped along with it; their delays still
 * hold. Resolves with how many. One statement: whoever is put back is no longer marked as stopped.
 */
export async function continueStopped(client: PoolClient, runId: string): Promise<number> {
  const { rowCount } = await client.query(
    `with recursive family as (
       select s.run_id, s.stopped_with from engine.run_stop s where s.run_id = $1
       union
       select s.run_id, s.stopped_with
       from family f
       join dbos.workflow_status c on c.parent_workflow_id = f.run_id
       join engine.run_stop s on s.run_id = c.workflow_uuid and s.stopped_with = f.stopped_with
     ), continued as (
       update dbos.workflow_status w
       set status = case when w.delay_until_epoch_ms > extract(epoch from now()) * 1000 then 'DELAYED' else 'ENQUEUED' end,
           recovery_attempts = 0, workflow_deadline_epoch_ms = null, started_at_epoch_ms = null, completed_at = null,
           updated_at = (extract(epoch from now()) * 1000)::bigint
       from family f
       where w.workflow_uuid = f.run_id and w.status = 'CANCELLED'
       returning w.workflow_uuid
     )
     delete from engine.run_stop where run_id in (select workflow_uuid from continued)`,
    [runId],
  );
  return rowCount ?? 0;
}
