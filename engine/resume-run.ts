import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool, PoolClient } from "pg";
import { childrenOfGroupFailure } from "./group-failure.ts";
import { queueOf, readKnownRun, type KnownRun } from "./known-run.ts";
import { holdingRun, onOneConnection } from "./queries/hold-run.ts";
import { putBackEnded } from "./queries/put-back-runs.ts";
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
  return onOneConnection(pool, (client) => resumeOn(client, runId, version));
}

/** The same over a connection of the caller's, which may hold the run already. */
export async function resumeOn(client: PoolClient, runId: string, version: string): Promise<boolean> {
  return holdingRun(client, runId, async () => {
    const run = await readKnownRun(runId);
    if (run.status === "ERROR") return resumeFailed(client, run, version);
    if (run.status === "CANCELLED" && (await continueStopped(client, runId)) > 0) return true;
    if (run.status !== "CANCELLED" && run.status !== "MAX_RECOVERY_ATTEMPTS_EXCEEDED") return false;
    return putBackEnded(client, run);
  });
}

async function resumeFailed(client: PoolClient, run: KnownRun, version: string): Promise<true> {
  const step = failedStepOf(run.error);
  const child = childOfResult(step);
  if (child !== null) await resumeOn(client, child, version);
  const group = childrenOfGroupFailure(run.runId, storedErrorOf(run.error));
  for (const sibling of await readUnsuccessful(client, group)) await resumeOn(client, sibling, version);
  const steps = await readRecordedSteps(run.runId);
  // After the last step when the handler itself threw, so that nothing done is done again.
  const startStep =
    steps.find((candidate) => candidate.name === step)?.number ?? (steps.at(-1)?.number ?? -1) + 1;
  await forgetTries(client, run.runId, namesBefore(steps, startStep));
  await DBOS.rewindWorkflow(run.runId, { ...queueOf(run), startStep, applicationVersion: version });
  return true;
}
