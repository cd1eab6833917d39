import type { Pool } from "pg";
import type { Progress } from "../run.ts";

/** What earlier executions of a run left behind; all empty for a run that never failed or moved. */
export interface RunHistory {
  steps: Map<string, StepHistory>;
  /** Workers that died under this run. */
  takeovers: number;
  progress: Progress | null;
  /** The claim under which this executor holds the run; null when it does not hold it any more. */
  ownerToken: string | null;
}

export interface StepHistory {
  /** Failed tries that cost an attempt. */
  spent: number;
  /** Epoch ms before which the step must not run again. */
  retryAtMs: number | null;
}

interface Row {
  steps: { step: string; spent: number; retry_at_ms: number | null }[] | null;
  takeovers: number | null;
  progress: { done: number; total: number | null; unit: string; message: string | null } | null;
  owner_token: string | null;
}

/** One round trip at the start of every execution. */
export async function readRunHistory(pool: Pool, runId: string, executorId: string): Promise<RunHistory> {
  const { rows } = await pool.query<Row>({
    name: "engine_run_history",
    text: `select
      (select jsonb_agg(s) from (
         select step, (count(*) filter (where costs_attempt))::int as spent,
                max(extract(epoch from retry_at) * 1000)::float8 as retry_at_ms
         from engine.step_attempt where run_id = $1 group by step) s) as steps,
      (select count from engine.run_takeover where run_id = $1) as takeovers,
      (select to_jsonb(p) from (select done, total, unit, message from engine.run_progress where run_id = $1) p) as progress,
      (select owner_xid from dbos.workflow_status where workflow_uuid = $1 and executor_id = $2 and status = 'PENDING') as owner_token`,
    values: [runId, executorId],
  });
  const row = rows[0];
  const steps = (row?.steps ?? []).map((step): [string, StepHistory] => [
    step.step,
    { spent: step.spent, retryAtMs: step.retry_at_ms },
  ]);
  return {
    steps: new Map(steps),
    takeovers: row?.takeovers ?? 0,
    progress: toProgress(row?.progress ?? null),
    ownerToken: row?.owner_token ?? null,
  };
}

function toProgress(row: Row["progress"]): Progress | null {
  if (row === null) return null;
  return {
    done: row.done,
    of: row.total,
    unit: row.unit,
    ...(row.message === null ? {} : { message: row.message }),
  };
}
