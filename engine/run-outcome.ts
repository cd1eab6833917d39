import { DBOS } from "@dbos-inc/dbos-sdk";
import { Broken, UserFacingError } from "@millrace/platform/errors";
import { rebuildError, RunCancelled, storeError, type StoredError } from "./stored-error.ts";

/**
 * The error a handler ends with. DBOS keeps an error's own properties, but turns what looks like an error inside them
 * into one: so what must survive travels as text.
 */
export class RunFailure extends Error {
  /** JSON of `{ error: StoredError, step: string | null }`. */
  readonly runFailure: string;
  readonly rung: string;
  constructor(error: StoredError, step: string | null) {
    super(error.message);
    this.name = error.name;
    this.rung = error.rung;
    this.runFailure = JSON.stringify({ error, step });
  }
}

export type RunOutcome = { ok: true; output: unknown } | { ok: false; error: StoredError };

/** How an ended run ended. Throws `UserFacingError` when there is no such run. Call it outside a workflow's context. */
export async function readOutcome(runId: string): Promise<RunOutcome> {
  const run = await DBOS.getWorkflowStatus(runId);
  if (run === null)
    throw new UserFacingError(
      "run_not_found",
      `There is no run ${runId}: check the id, or whether it was pruned.`,
    );
  switch (run.status) {
    case "SUCCESS":
      return { ok: true, output: run.output };
    case "CANCELLED":
      return { ok: false, error: storeError(new RunCancelled(runId)) };
    case "ERROR":
      return { ok: false, error: storedErrorOf(run.error) };
    case "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
      return {
        ok: false,
        error: storeError(new Broken(`Run ${runId} was given up: its workers died too often.`)),
      };
    default:
      throw new Broken(`Run ${runId} has not ended (${run.status}).`);
  }
}

/** The error inside what DBOS stored; its own faults (a changed order of steps…) are `broken`. */
export function storedErrorOf(error: unknown): StoredError {
  return failureIn(error)?.error ?? storeError(error);
}

/** The failed step's name inside what DBOS stored. */
export function failedStepOf(error: unknown): string | null {
  return failureIn(error)?.step ?? null;
}

const resultStep = /^~result:(.+)$/;

/** The child a step waited for, when it is the step that reads a child's result. */
export function childOfResult(step: string | null): string | null {
  return resultStep.exec(step ?? "")?.[1] ?? null;
}

/** By shape, not class: DBOS revives errors as plain `Error`. */
function failureIn(error: unknown): { error: StoredError; step: string | null } | null {
  if (!(error instanceof Error) || !("runFailure" in error) || typeof error.runFailure !== "string")
    return null;
  return JSON.parse(error.runFailure) as { error: StoredError; step: string | null };
}

/** The output, or the run's error thrown. */
export function outputOf(outcome: RunOutcome): unknown {
  if (!outcome.ok) throw rebuildError(outcome.error);
  return outcome.output;
}
