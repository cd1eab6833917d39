import {
  Broken,
  LadderError,
  NeedsAttention,
  Rejected,
  Transient,
  TryAgainLater,
  codeOf,
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

/** Why the steps of a paused run were aborted; never stored, since a paused run has not ended. */
export class RunPaused extends Rejected {
  constructor(runId: string) {
    super(`Run ${runId} was paused: it goes on at this step once it is resumed.`, { facts: { runId } });
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
  const error = classified(thrown);
  return {
    name: error instanceof Error ? error.name : "Error",
    message: messageOf(error),
    rung: rungOf(error),
    facts: error instanceof LadderError ? error.facts : {},
    afterMs: error instanceof TryAgainLater ? error.afterMs : null,
    cause: error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : null,
  };
}

/**
 * Places what nobody classified. Our own database going away is no fault of the step and costs no attempt; a connection
 * cut or refused may be anybody's, passes by itself and costs one. Everything else stays what it is: our bug.
 */
function classified(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof LadderError) return thrown;
  const code = codeOf(thrown) ?? "";
  if (
    /^57P0[123]$/.test(code) ||
    /^Connection terminated|^Client has encountered a connection error/.test(thrown.message)
  ) {
    return new TryAgainLater("The database connection was lost; the step runs again.", {
      afterMs: 250,
      cause: thrown,
    });
  }
  if (["ECONNRESET", "ECONNREFUSED", "EPIPE"].includes(code))
    return new Transient(`A connection was lost: ${thrown.message}.`, { cause: thrown });
  return thrown;
}

/**
 * The ladder error of stored data: class by rung, name, message and facts as they were. An error that was
 * not classified comes back as `Broken` under its own name, live as well as on replay.
 */
export function rebuildError(stored: StoredError): LadderError {
  const options = {
    facts: stored.facts,
    ...(stored.cause === null ? {} : { cause: new Error(stored.cause) }),
  };
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
