import { Error as DbosErrors } from "@dbos-inc/dbos-sdk";
import { Broken } from "@millrace/platform/errors";
import type { EngineCore, RunPlace } from "./core.ts";
import { untilDatabaseAnswers } from "./database-retry.ts";
import { kindOfDeath } from "./death-kind.ts";
import { Execution } from "./execution.ts";
import { childOfGroupFailure, childrenOfGroupFailure } from "./group-failure.ts";
import { recordFailure } from "./queries/record-failure.ts";
import { childOfResult, RunFailure } from "./run-outcome.ts";
import { storeError, type StoredError } from "./stored-error.ts";
import { park } from "./waiting.ts";
import { workflowContextOf, type ReadOutcomes } from "./workflow-context.ts";
import type { WorkflowHandler } from "./workflow.ts";

/** Workers that may die under one run before it is stopped as the likely cause. */
const mostTakeovers = 10;

/** One execution of a run: the handler between its context and the way its end is stored. */
export async function runWorkflow(
  core: EngineCore,
  handler: WorkflowHandler,
  run: { runId: string; input: unknown; place: RunPlace },
  readOutcomes: ReadOutcomes,
): Promise<unknown> {
  if (core.draining.aborted) return park();
  const execution = new Execution(core, run.runId, handler.definition.id, run.place);
  const ended = { workflow: execution.workflow, runId: run.runId, startedAtMs: core.clock.now() };
  core.executions.add(execution);
  core.bell.ring();
  try {
    await assertNotPoisonous(execution);
    const output = await handler.run(workflowContextOf(execution, readOutcomes), run.input);
    const parsed = parseOutput(handler, output);
    await execution.assertStillOurs();
    await execution.progress.flush();
    core.telemetry.runEnded?.({ ...ended, rung: null, endedAtMs: core.clock.now() });
    return parsed;
  } catch (error) {
    const failure = await failureOf(execution, error);
    if (failure instanceof RunFailure)
      core.telemetry.runEnded?.({ ...ended, rung: failure.rung, endedAtMs: core.clock.now() });
    throw failure;
  } finally {
    core.executions.remove(execution);
    core.bell.ring();
    if (!execution.runLog.isFlushed) await execution.runLog.flush();
  }
}

async function assertNotPoisonous(execution: Execution): Promise<void> {
  const { takeovers } = await execution.history();
  if (takeovers <= mostTakeovers) return;
  throw new Broken(`Run ${execution.runId} was stopped after ${takeovers} workers died while they ran it.`);
}

function parseOutput(handler: WorkflowHandler, output: unknown): unknown {
  const parsed = handler.definition.output.safeParse(output);
  if (parsed.success) return parsed.data;
  throw new Broken(
    `Output of workflow ${handler.definition.id} does not fit its schema: ${parsed.error.message}`,
  );
}

/** What to throw to DBOS: its own control errors untouched, everything else as a failure that survives storage. */
async function failureOf(execution: Execution, error: unknown): Promise<unknown> {
  // A cancelled or lost run has no outcome of its own to store; DBOS refuses whatever is thrown here.
  await execution.assertStillOurs();
  if (isControl(error)) return error;
  const stored = storeError(error);
  const step = execution.stepOf(error);
  await execution.progress.flush();
  execution.log.warn({ rung: stored.rung, reason: stored.message, step }, "run failed");
  await untilDatabaseAnswers(execution.core.log, "a failure", () =>
    recordFailure(execution.core.pool, {
      runId: execution.runId,
      error: stored,
      step,
      kind: kindOfDeath({ workflow: execution.workflow, step, error: stored }),
      ...causesOf(execution.runId, step, stored),
    }),
  );
  return new RunFailure(stored, step);
}

/** The children whose failures ended a run: the one whose result it read, or those of a group. */
function causesOf(
  runId: string,
  step: string | null,
  error: StoredError,
): { causeRunId: string | null; children: string[] } {
  const child = childOfResult(step);
  if (child !== null) return { causeRunId: child, children: [child] };
  const first = childOfGroupFailure(step, error);
  return { causeRunId: first, children: first === null ? [] : childrenOfGroupFailure(runId, error) };
}

function isControl(error: unknown): boolean {
  return (
    error instanceof DbosErrors.DBOSWorkflowCancelledError ||
    error instanceof DbosErrors.DBOSWorkflowConflictError
  );
}
