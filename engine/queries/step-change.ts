import type { PoolClient } from "pg";

/** What the step's transaction returned when it was done; null when it was not. */
export async function readStepChange(
  client: PoolClient,
  runId: string,
  step: string,
): Promise<{ result: unknown } | null> {
  const { rows } = await client.query<{ result: unknown }>(
    "select result from engine.step_change where run_id = $1 and step = $2",
    [runId, step],
  );
  return rows[0] ?? null;
}

export async function recordStepChange(
  client: PoolClient,
  runId: string,
  step: string,
  result: unknown,
): Promise<void> {
  await client.query("insert into engine.step_change (run_id, step, result) values ($1, $2, $3::jsonb)", [
    runId,
    step,
    // JSON has no undefined: a change without a result is noted with null.
    JSON.stringify(result) ?? null,
  ]);
}
