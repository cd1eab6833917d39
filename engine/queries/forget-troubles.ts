import type { PoolClient } from "pg";

/**
 * The run has got on since its last worker died, and its step since its last fault: neither is counted any more. The tries stay
 * readable. Call it in a transaction fenced for the run.
 */
export async function forgetTroubles(client: PoolClient, runId: string, step: string): Promise<void> {
  await client.query(
    `with tries as (
       update engine.step_attempt set costs_attempt = false where run_id = $1 and step = $2 and costs_attempt
     )
     delete from engine.run_takeover where run_id = $1`,
    [runId, step],
  );
}
