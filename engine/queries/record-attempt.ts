import type { Pool } from "pg";
import type { StoredError } from "../stored-error.ts";

export interface FailedAttempt {
  runId: string;
  step: string;
  error: StoredError;
  costsAttempt: boolean;
  startedAtMs: number;
  endedAtMs: number;
  retryAtMs: number | null;
}

/** Keeps one failed try: it counts again after a crash and is shown on the runs page. */
export async function recordAttempt(pool: Pool, attempt: FailedAttempt): Promise<void> {
  const { error } = attempt;
  await pool.query(
    `insert into engine.step_attempt (run_id, step, rung, name, message, facts, costs_attempt, started_at, ended_at, retry_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, to_timestamp($8::float8 / 1000), to_timestamp($9::float8 / 1000), to_timestamp($10::float8 / 1000))`,
    [
      attempt.runId,
      attempt.step,
      error.rung,
      error.name,
      error.message,
      JSON.stringify(error.facts),
      attempt.costsAttempt,
      attempt.startedAtMs,
      attempt.endedAtMs,
      attempt.retryAtMs,
    ],
  );
}
