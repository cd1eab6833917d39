import type { PoolClient } from "pg";
import { Broken } from "@millrace/platform/errors";
import { inSpan, type SpanDescription } from "@millrace/platform/telemetry";
import { untilDatabaseAnswers } from "./database-retry.ts";
import { WaitHandedOver, type Execution, type StepOutcome } from "./execution.ts";
import { onceIn } from "./step-transaction.ts";
import { decideNext } from "./ladder.ts";
import { forgetTroubles } from "./queries/forget-troubles.ts";
import { recordAttempt } from "./queries/record-attempt.ts";
import { storeError } from "./stored-error.ts";
import { waitUntil } from "./waiting.ts";
import type { RetryPolicy, StepContext } from "./workflow.ts";

/** Names that begin with it belong to the engine (`~sleep:1`). */
export const reservedPrefix = "~";

/**
 * A step under the error ladder. Failed tries are rows of `engine.step_attempt`: after a crash the count goes on and
 * what is left of a wait is waited. No transaction is open while the body runs or waits.
 */
export function runStep<T>(
  execution: Execution,
  name: string,
  run: (step: StepContext) => Promise<T>,
  retry: RetryPolicy,
): Promise<T> {
  if (name === "" || name.startsWith(reservedPrefix)) {
    throw new Broken(
      `Step name "${name}" of run ${execution.runId} must not be empty or begin with "${reservedPrefix}".`,
    );
  }
  return execution.durable(name, () => climb(execution, name, run, retry));
}

async function climb<T>(
  execution: Execution,
  name: string,
  run: (step: StepContext) => Promise<T>,
  retry: RetryPolicy,
): Promise<StepOutcome<T>> {
  const before = (await execution.history()).steps.get(name);
  let spent = before?.spent ?? 0;
  let retryAtMs = before?.retryAtMs ?? null;
  for (;;) {
    if (retryAtMs !== null) await waitUntilRetry(execution, retryAtMs);
    execution.signal.throwIfAborted();
    const tried = await tryOnce(execution, name, run, { retry, spent });
    if (tried.outcome !== null) return tried.outcome;
    spent = tried.spent;
    retryAtMs = tried.retryAtMs;
  }
}

async function waitUntilRetry(execution: Execution, atMs: number): Promise<void> {
  const { clock, draining } = execution.core;
  const isOver = await waitUntil(atMs, () => clock.now(), execution.signal, draining);
  // A wait costs nothing to repeat: a draining process hands it over at once.
  if (!isOver && draining.aborted) throw new WaitHandedOver();
}

function spanOf({ runId, workflow }: Execution, step: string, attempt: number): SpanDescription {
  const attributes = {
    "millrace.run.id": runId,
    "millrace.workflow": workflow,
    "millrace.step": step,
    "millrace.attempt": attempt,
  };
  return { tracer: "millrace.engine", name: `${workflow} step`, attributes };
}

type Tried<T> = { outcome: StepOutcome<T> } | { outcome: null; spent: number; retryAtMs: number };

async function tryOnce<T>(
  execution: Execution,
  name: string,
  run: (step: StepContext) => Promise<T>,
  policy: { retry: RetryPolicy; spent: number },
): Promise<Tried<T>> {
  const { core, runId, signal } = execution;
  const startedAtMs = core.clock.now();
  const tried = { workflow: execution.workflow, runId, step: name, startedAtMs };
  let spent = policy.spent;
  try {
    const step = {
      signal,
      draining: core.draining,
      attempt: policy.spent + 1,
      idempotencyKey: `${runId}/${name}`,
      runId,
      transaction: onceIn(execution, name),
      fence: (client: PoolClient) => execution.fence(client),
      gotOn: async (client: PoolClient) => {
        await forgetTroubles(client, runId, name);
        spent = 0;
      },
      get log() {
        return execution.log.child({ step: name });
      },
    };
    const value = await inSpan(spanOf(execution, name, step.attempt), () => run(step));
    core.telemetry.stepTried?.({ ...tried, rung: null, endedAtMs: core.clock.now() });
    return { outcome: { ok: true, value } };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = storeError(thrown);
    const endedAtMs = core.clock.now();
    core.telemetry.stepTried?.({ ...tried, rung: error.rung, endedAtMs });
    const decision = decideNext(error, spent, policy.retry, core.random);
    const retryAtMs = decision.next === "retry" ? endedAtMs + decision.afterMs : null;
    const costsAttempt = decision.next === "end" || decision.costsAttempt;
    const told = { step: name, rung: error.rung, reason: error.message, retryAtMs };
    // A wait that was asked for is no failure and comes with every paced source: it would fill the run's own log.
    if (error.rung === "try_again_later") core.log.debug({ runId, ...told }, "step waits");
    else execution.log.info(told, "step failed");
    await untilDatabaseAnswers(core.log, "a failed try", () =>
      recordAttempt(core.pool, { runId, step: name, error, costsAttempt, startedAtMs, endedAtMs, retryAtMs }),
    );
    if (retryAtMs === null) return { outcome: { ok: false, error } };
    return { outcome: null, spent: spent + (costsAttempt ? 1 : 0), retryAtMs };
  }
}
