import type { PoolClient } from "pg";

/**
 * What the engine keeps beside a run's steps, brought back to a moment in it: every step but the kept ones has all its
 * tries again and makes its change of the database again, progress starts anew, and what the handler logged since then may be logged again. Tries and lines stay readable.
 */
export async function clearHistory(
  client: PoolClient,
  runId: string,
  { keptSteps, fromMs }: { keptSteps: readonly string[]; fromMs: number },
): Promise<void> {
  await client.query(
    `with tries as (
       update engine.step_attempt set costs_attempt = false, retry_at = null
       where run_id = $1 and step <> all($2) and (costs_attempt or retry_at is not null)
     ), changes as (
       delete from engine.step_change where run_id = $1 and step <> all($2)
     ), progress as (
       delete from engine.run_progress where run_id = $1
     ), lines as (
       update engine.run_log set handler_line = null
       where run_id = $1 and handler_line is not null and at >= to_timestamp($3::float8 / 1000)
     )
     delete from engine.run_takeover where run_id = $1`,
    [runId, keptSteps, fromMs],
  );
}
