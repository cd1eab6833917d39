import type { PoolClient } from "pg";

/** The run has got on since its last worker died: it is not what they died of. Call it in a transaction fenced for the run. */
export async function forgetTakeovers(client: PoolClient, runId: string): Promise<void> {
  await client.query("delete from engine.run_takeover where run_id = $1", [runId]);
}
