import type { PoolClient } from "pg";

/** Gives every step but the `kept` ones all its tries again, and the run its patience with dying workers. The tries stay readable. */
export async function forgetTries(client: PoolClient, runId: string, kept: readonly string[]): Promise<void> {
  await client.query(
    `with tries as (
       update engine.step_attempt set costs_attempt = false, retry_at = null
       where run_id = $1 and step <> all($2) and (costs_attempt or retry_at is not null)
     )
     delete from engine.run_takeover where run_id = $1`,
    [runId, kept],
  );
}
