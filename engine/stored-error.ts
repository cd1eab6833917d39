import {
  Broken,
  LadderError,
  NeedsAttention,
  Rejected,
  Transient,
  TryAgainLater,
  messageOf,
  rungOf,
  type ErrorFacts,
  type LadderRung,
} from "@millrace/platform/errors";
import type { RunError } from "./run.ts";

/** The run was cancelled; whoever waited for it goes on without it. */
export class RunCancelled extends Rejected {
  readonly runId: string;
  constructor(runId: string) {
    super(`Run ${runId} was cancelled.`, { facts: { runId } });
    this.runId = runId;
  }
}

/** An error as plain data: what survives a crash. */
export interface StoredError extends RunError {
  rung: LadderRung;
  facts: ErrorFacts;
  /** Only of `TryAgainLater`, ms. */
  afterMs: number | null;
  /** Sentence of the original fault. */
  cause: string | null;
}

export function storeError(thrown: unknown): StoredError {
  const error = isDatabaseLost(thrown) ? databaseLost(thrown) : thrown;
  return {
    name: error instanceof Error ? error.name : "Error",
    message: messageOf(error),
    rung: rungOf(error),
    facts: error instanceof LadderError ? error.facts : {},
    afterMs: error instanceof TryAgainLater ? error.afterMs : null,
    cause: error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : null,
  };
}

/** Our own database went away under a step's statement: no fault of the step, which every feature would have to catch. */
function databaseLost(cause: unknown): LadderError {
  return new TryAgainLater("The database connection was lost; the step runs again.", { afterMs: 250, cause });
}

/** Only what Postgres and its client say; a refused or reset connection may be anybody's. */
function isDatabaseLost(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof LadderError) return false;
  const isShutdown = "code" in error && typeof error.code === "string" && /^57P0[123]$/.test(error.code);
  return isShutdown || /^Connection terminated|^Client has encountered a connection error/.test(error.message);
}

/**
 * The ladder error of stored data: class by rung, name, message and facts as they were. An error that was
 * not classified comes back as `Broken` under its own name, live as well as on replay.
 */
export function rebuildError(stored: StoredError): LadderError {
  const options = { facts: stored.facts, ...(stored.cause === null ? {} : { cause: new Error(stored.cause) }) };
  const error = build(stored, options);
  error.name = stored.name;
  return error;
}

function build(stored: StoredError, options: { facts: ErrorFacts; cause?: Error }): LadderError {
  const runId = stored.facts["runId"];
  if (stored.name === "RunCancelled" && typeof runId === "string") return new RunCancelled(runId);
  switch (stored.rung) {
    case "try_again_later":
      return new TryAgainLater(stored.message, { ...options, afterMs: stored.afterMs ?? 0 });
    case "transient":
      return new Transient(stored.message, options);
    case "rejected":
      return new Rejected(stored.message, options);
    case "needs_attention":
      return new NeedsAttention(stored.message, options);
    case "broken":
      return new Broken(stored.message, options);
  }
}
