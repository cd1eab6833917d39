import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";
import { listRuns } from "./queries/list-runs.ts";
import { readAttempts } from "./queries/read-attempts.ts";
import type { RunAttempt, RunDetail, RunError, RunStep } from "./run.ts";
import { storedErrorOf } from "./run-outcome.ts";
import { shownName } from "./run-steps.ts";
import type { StoredError } from "./stored-error.ts";

/** One run with its input, output and steps, or null. Call it outside a workflow's context. */
export async function readRunDetail(pool: Pool, runId: string): Promise<RunDetail | null> {
  const { items } = await listRuns(pool, { runIds: [runId], limit: 1 });
  const summary = items[0];
  const stored = await DBOS.getWorkflowStatus(runId);
  if (summary === undefined || stored === null) return null;
  const [recorded, failures] = await Promise.all([DBOS.listWorkflowSteps(runId), readAttempts(pool, runId)]);
  const steps = (recorded ?? []).map((step) => toStep(step, failures.get(step.name) ?? []));
  const names = new Set(steps.map((step) => step.name));
  const underWay = [...failures]
    .filter(([name]) => !names.has(name))
    .map(([name, tries]) => stepUnderWay(name, tries));
  return {
    ...summary,
    error:
      stored.error === undefined || stored.error === null
        ? summary.error
        : runErrorOf(storedErrorOf(stored.error)),
    input: stored.input?.[0] ?? null,
    output: stored.output ?? null,
    steps: [...steps, ...underWay],
  };
}

type RecordedStep = NonNullable<Awaited<ReturnType<typeof DBOS.listWorkflowSteps>>>[number];

function toStep(step: RecordedStep, failures: RunAttempt[]): RunStep {
  const stored = storedFailureOf(step.output) ?? (step.error === null ? null : storedErrorOf(step.error));
  // The try that ended a failed step is among its failures; the one that succeeded is not.
  const attempts = stored === null || failures.length === 0 ? failures.length + 1 : failures.length;
  return {
    name: shownName(step),
    startedAt: toIso(step.startedAtEpochMs),
    endedAt: toIso(step.completedAtEpochMs),
    attempts,
    error: stored === null ? null : runErrorOf(stored),
    failures,
    childRunId: step.childWorkflowID,
  };
}

/** A step that has failed and waits for its next try: not recorded yet. */
function stepUnderWay(name: string, failures: RunAttempt[]): RunStep {
  const startedAt = failures[0]?.startedAt ?? null;
  return {
    name,
    startedAt,
    endedAt: null,
    attempts: failures.length,
    error: null,
    failures,
    childRunId: null,
  };
}

function storedFailureOf(output: unknown): StoredError | null {
  if (
    typeof output !== "object" ||
    output === null ||
    !("ok" in output) ||
    output.ok !== false ||
    !("error" in output)
  )
    return null;
  return output.error as StoredError;
}

function runErrorOf({ name, message, rung }: StoredError): RunError {
  return { name, message, rung };
}

function toIso(ms: number | undefined): string | null {
  return ms === undefined || ms === null ? null : new Date(ms).toISOString();
}
