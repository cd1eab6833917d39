import type { Pool } from "pg";
import type { RunAttempt } from "../run.ts";

interface Row {
  step: string;
  rung: string;
  name: string;
  message: string;
  facts: RunAttempt["facts"];
  started_at: Date;
  ended_at: Date;
  retry_at: Date | null;
}

/** Every failed try of a run by step, oldest first. */
export async function readAttempts(pool: Pool, runId: string): Promise<Map<string, RunAttempt[]>> {
  const { rows } = await pool.query<Row>(
    `select step, rung, name, message, facts, started_at, ended_at, retry_at
     from engine.step_attempt where run_id = $1 order by id`,
    [runId],
  );
  const byStep = new Map<string, RunAttempt[]>();
  for (const row of rows) byStep.set(row.step, [...(byStep.get(row.step) ?? []), toAttempt(row)]);
  return byStep;
}

function toAttempt(row: Row): RunAttempt {
  return {
    rung: row.rung,
    name: row.name,
    message: row.message,
    facts: row.facts,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at.toISOString(),
    retryAt: row.retry_at?.toISOString() ?? null,
  };
}
