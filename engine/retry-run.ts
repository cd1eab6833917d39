import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool, PoolClient } from "pg";
import { UserFacingError } from "@millrace/platform/errors";
import { forgetRuns } from "./forget-runs.ts";
import { queueOf, readKnownRun, type KnownRun } from "./known-run.ts";
import { holdingRun, onOneConnection } from "./queries/hold-run.ts";
import { clearHistory } from "./queries/clear-history.ts";
import { moveToVersion } from "./queries/move-to-version.ts";
import { readFamily } from "./queries/read-family.ts";
import { readOpenSharer, readOwnChildren } from "./queries/read-shared-children.ts";
import { stopFamilies } from "./queries/stop-runs.ts";
import { resumeOn } from "./resume-run.ts";
import { findStep, namesBefore, readRecordedSteps, type RecordedStep } from "./run-steps.ts";

/**
 * A run that ended, or is paused, goes again in place from the step named: what was recorded from it on is forgotten,
 * children that were started from it on included (a child is one more result, and would otherwise answer with its old
 * one); one that a fork shares and still needs is refused as `children_shared`. null: from where it stopped, with all tries again. It goes on as `version`: whoever asks for it wants today's
 * code. Every part may be repeated, so after a crash the run is still ended and can be retried again. Call it outside a
 * workflow's context.
 */
export async function retryRun(
  pool: Pool,
  runId: string,
  from: { step: string | null; version: string },
): Promise<void> {
  await onOneConnection(pool, (client) => holdingRun(client, runId, () => retryOn(client, runId, from)));
}

async function retryOn(
  client: PoolClient,
  runId: string,
  from: { step: string | null; version: string },
): Promise<void> {
  const run = await readKnownRun(runId);
  assertEnded(run);
  if (from.step === null) {
    if (run.status === "SUCCESS")
      throw new UserFacingError(
        "step_required",
        `Run ${runId} succeeded, so no step failed: name the step to go again from.`,
      );
    await moveToVersion(client, runId, from.version);
    await resumeOn(client, runId, from.version);
    return;
  }
  const steps = await readRecordedSteps(runId);
  const first = findStep(runId, steps, from.step);
  await forgetChildren(client, runId, childrenFrom(steps, first));
  await clearHistory(client, runId, {
    keptSteps: namesBefore(steps, first.number),
    fromMs: first.startedAtMs ?? 0,
  });
  await DBOS.rewindWorkflow(runId, {
    ...queueOf(run),
    startStep: first.number,
    applicationVersion: from.version,
  });
}

function assertEnded({ runId, status }: KnownRun): void {
  if (!["ENQUEUED", "DELAYED", "PENDING"].includes(status)) return;
  throw new UserFacingError(
    "run_active",
    `Run ${runId} is ${status === "PENDING" ? "running" : "queued"}: cancel or pause it before you retry it, or fork it.`,
  );
}

function childrenFrom(steps: readonly RecordedStep[], first: RecordedStep): string[] {
  return steps.flatMap(({ number, childRunId }) =>
    number >= first.number && childRunId !== null ? [childRunId] : [],
  );
}

/** A child that a fork still needs is not taken from it: it would wait for ever for a run that is gone. */
async function forgetChildren(client: PoolClient, runId: string, recorded: readonly string[]): Promise<void> {
  const children = recorded.length === 0 ? [] : await readOwnChildren(client, runId, recorded);
  if (children.length === 0) return;
  const sharer = await readOpenSharer(client, runId, children);
  if (sharer !== null)
    throw new UserFacingError(
      "children_shared",
      `Run ${runId} can't go again from there: its fork ${sharer} needs children that would be started again. Let the fork succeed first, or fork this run too.`,
    );
  // Their steps may still run: the signals tell them before their rows are gone.
  await client.query("begin");
  await stopFamilies(client, { runIds: children, isPause: false });
  await client.query("commit");
  await forgetRuns(client, await readFamily(client, children));
}
