import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";
import { childrenOfGroupFailure } from "./group-failure.ts";
import { queueOf, readKnownRun, type KnownRun } from "./known-run.ts";
import { continueStopped } from "./queries/continue-stopped.ts";
import { readUnsuccessful } from "./queries/read-unsuccessful.ts";
import { forgetTries } from "./queries/forget-tries.ts";
import { childOfResult, failedStepOf, storedErrorOf } from "./run-outcome.ts";
import { namesBefore, readRecordedSteps } from "./run-steps.ts";

/**
 * Continues a cancelled, failed or paused run at its first unfinished step; any other is left alone. Children that were
 * stopped along with it continue too, and a run that failed because its children did resumes those first. A failed run
 * goes on as `version`: who resumes it has mended something. Resolves with whether there was anything to continue. Call
 * it outside a workflow's context.
 */
export async function resumeRun(pool: Pool, runId: string, version: string): Promise<boolean> {
  const run = await readKnownRun(runId);
  if (run.status === "ERROR") return resumeFailed(pool, run, version);
  if (run.status === "CANCELLED" && (await continueStopped(pool, runId)) > 0) return true;
  if (run.status !== "CANCELLED" && run.status !== "MAX_RECOVERY_ATTEMPTS_EXCEEDED") return false;
  await DBOS.resumeWorkflow(runId, { queueName: run.queueName });
  return true;
}

async function resumeFailed(pool: Pool, run: KnownRun, version: string): Promise<true> {
  const step = failedStepOf(run.error);
  const child = childOfResult(step);
  if (child !== null) await resumeRun(pool, child, version);
  const group = childrenOfGroupFailure(run.runId, storedErrorOf(run.error));
  for (const sibling of await readUnsuccessful(pool, group)) await resumeRun(pool, sibling, version);
  const steps = await readRecordedSteps(run.runId);
  // After the last step when the handler itself threw, so that nothing done is done again.
  const startStep =
    steps.find((candidate) => candidate.name === step)?.number ?? (steps.at(-1)?.number ?? -1) + 1;
  await forgetTries(pool, run.runId, namesBefore(steps, startStep));
  await DBOS.rewindWorkflow(run.runId, { ...queueOf(run), startStep, applicationVersion: version });
  return true;
}
