import type { Pool } from "pg";
import type { RunError } from "../run.ts";

/** Written before the run ends in error, so that whoever sees the status also sees why. */
export async function recordFailure(
  pool: Pool,
  runId: string,
  error: RunError,
  step: string | null,
): Promise<void> {
  await pool.query(
    `insert into engine.run_failure (run_id, name, message, rung, step) values ($1, $2, $3, $4, $5)
     on conflict (run_id) do update
     set name = excluded.name, message = excluded.message, rung = excluded.rung, step = excluded.step, at = now()`,
    [runId, error.name, error.message, error.rung, step],
  );
}
