import type { Pool } from "pg";
import type { RunError } from "../run.ts";

/** Why a run is about to end badly. */
export interface RecordedFailure {
  runId: string;
  error: RunError;
  /** The step whose error ends it; null when the handler itself threw. */
  step: string | null;
  /** The same for all that died alike. */
  kind: string;
  /** The child whose failure this is, of several the first. */
  causeRunId: string | null;
  /** All the children that may have ended it. */
  children: readonly string[];
}

/** Written before the run ends in error, so that whoever sees the status also sees why. */
export async function recordFailure(pool: Pool, failure: RecordedFailure): Promise<void> {
  const { runId, error, step, kind, causeRunId, children } = failure;
  await pool.query(
    `with causes as (update engine.run_failure set ended_run_id = $1 where run_id = any($8))
     insert into engine.run_failure (run_id, name, message, rung, step, kind, cause_run_id) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (run_id) do update
     set name = excluded.name, message = excluded.message, rung = excluded.rung, step = excluded.step, at = now(),
         kind = excluded.kind, cause_run_id = excluded.cause_run_id, ended_run_id = null, discarded_at = null, discard_reason = null`,
    [runId, error.name, error.message, error.rung, step, kind, causeRunId, children],
  );
}
