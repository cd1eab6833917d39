import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";

/**
 * Deletes runs with everything the engine keeps of them: their keys may start again. The engine's own rows go first, so
 * that after a crash between the two the runs are still found. Call it outside a workflow's context.
 */
export async function forgetRuns(pool: Pool, runIds: readonly string[]): Promise<void> {
  await pool.query(
    `with ids as (select unnest($1::text[]) as run_id),
     a as (delete from engine.step_attempt where run_id in (select run_id from ids)),
     f as (delete from engine.run_failure where run_id in (select run_id from ids)),
     t as (delete from engine.run_takeover where run_id in (select run_id from ids)),
     s as (delete from engine.run_stop where run_id in (select run_id from ids)),
     l as (delete from engine.run_log where run_id in (select run_id from ids)),
     d as (delete from engine.run_log_dropped where run_id in (select run_id from ids))
     delete from engine.run_progress where run_id in (select run_id from ids)`,
    [runIds],
  );
  await DBOS.deleteWorkflows([...runIds]);
}
