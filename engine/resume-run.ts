import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";
import { UserFacingError } from "@millrace/platform/errors";
import { defaultQueue } from "./queues.ts";
import { placeOf } from "./run-place.ts";
import { failedStepOf } from "./run-outcome.ts";

const resultStep = /^~result:(.+)$/;

/**
 * Continues a cancelled, failed or paused run at its first unfinished step; any other is left alone. A run that failed
 * because its child did resumes the child first. Call it outside a workflow's context.
 */
export async function resumeRun(pool: Pool, runId: string): Promise<void> {
  const run = await DBOS.getWorkflowStatus(runId);
  if (run === null)
    throw new UserFacingError(
      "run_not_found",
      `There is no run ${runId}: check the id, or whether it was pruned.`,
    );
  const queueName = placeOf(run.input?.[1])?.queue ?? defaultQueue.name;
  if (run.status === "ERROR") return resumeFailed(pool, runId, { step: failedStepOf(run.error), queueName });
  if (run.status === "CANCELLED" || run.status === "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
    await DBOS.resumeWorkflow(runId, { queueName });
}

async function resumeFailed(
  pool: Pool,
  runId: string,
  from: { step: string | null; queueName: string },
): Promise<void> {
  const child = resultStep.exec(from.step ?? "")?.[1];
  if (child !== undefined) await resumeRun(pool, child);
  await forgetTries(pool, runId, from.step);
  await DBOS.rewindWorkflow(runId, {
    startStep: await startStepOf(runId, from.step),
    queueName: from.queueName,
  });
}

/** The failed step's number; after the last one when the handler itself threw, so that nothing done is done again. */
async function startStepOf(runId: string, step: string | null): Promise<number> {
  const steps = (await DBOS.listWorkflowSteps(runId)) ?? [];
  const failed = steps.find((candidate) => candidate.name === step);
  const last = steps.reduce((highest, candidate) => Math.max(highest, candidate.functionID), -1);
  return failed?.functionID ?? last + 1;
}

/** A resumed step has all its tries again, and a resumed run its patience with dying workers. */
async function forgetTries(pool: Pool, runId: string, step: string | null): Promise<void> {
  await pool.query(
    `with tries as (
       update engine.step_attempt set costs_attempt = false, retry_at = null where run_id = $1 and step = $2
     )
     delete from engine.run_takeover where run_id = $1`,
    [runId, step],
  );
}
