import { DBOS } from "@dbos-inc/dbos-sdk";
import { Broken, UserFacingError } from "@millrace/platform/errors";
import { rebuildError, RunCancelled, storeError, type StoredError } from "./stored-error.ts";

/** The error a handler ends with, in the form DBOS keeps: `stored` and `step` are own properties and so survive. */
export class RunFailure extends Error {
  readonly stored: StoredError;
  readonly step: string | null;
  constructor(stored: StoredError, step: string | null) {
    super(stored.message);
    this.name = stored.name;
    this.stored = stored;
    this.step = step;
  }
}

export type RunOutcome = { ok: true; output: unknown } | { ok: false; error: StoredError };

/** How an ended run ended. Throws `UserFacingError` when there is no such run. Call it outside a workflow's context. */
export async function readOutcome(runId: string): Promise<RunOutcome> {
  const run = await DBOS.getWorkflowStatus(runId);
  if (run === null) throw new UserFacingError("run_not_found", `There is no run ${runId}: check the id, or whether it was pruned.`);
  switch (run.status) {
    case "SUCCESS":
      return { ok: true, output: run.output };
    case "CANCELLED":
      return { ok: false, error: storeError(new RunCancelled(runId)) };
    case "ERROR":
      return { ok: false, error: storedErrorOf(run.error) };
    case "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
      return { ok: false, error: storeError(new Broken(`Run ${runId} was given up: its workers died too often.`)) };
    default:
      throw new Broken(`Run ${runId} has not ended (${run.status}).`);
  }
}

/** The error inside what DBOS stored; its own faults (a changed order of steps…) are `broken`. */
export function storedErrorOf(error: unknown): StoredError {
  if (isRunFailure(error)) return error.stored;
  return storeError(error);
}

/** The failed step's name inside what DBOS stored. */
export function failedStepOf(error: unknown): string | null {
  return isRunFailure(error) ? error.step : null;
}

/** Shape, not class: DBOS revives errors as plain `Error` with the own properties they had. */
function isRunFailure(error: unknown): error is RunFailure {
  return error instanceof Error && "stored" in error && typeof error.stored === "object" && error.stored !== null;
}

/** The output, or the run's error thrown. */
export function outputOf(outcome: RunOutcome): unknown {
  if (!outcome.ok) throw rebuildError(outcome.error);
  return outcome.output;
}
