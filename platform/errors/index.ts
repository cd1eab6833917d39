/**
 * The error ladder: the class of an error tells the engine what to do next.
 *
 * | class            | costs an attempt | what happens                                       |
 * |------------------|------------------|----------------------------------------------------|
 * | TryAgainLater    | no               | the step runs again after `afterMs`                |
 * | Transient        | yes              | exponential backoff with full jitter               |
 * | Rejected         | –                | this record never; the run goes on                 |
 * | NeedsAttention   | –                | pause the source or connection and tell its owner  |
 * | Broken           | –                | our bug: stop the run                              |
 *
 * A message says what happened, to which thing, and what to try. `cause` keeps the original fault.
 */
export type LadderRung = "try_again_later" | "transient" | "rejected" | "needs_attention" | "broken";

/** Facts that travel on an error (URL, HTTP status, vendor…): shown to operators, never secrets. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null>>;

export abstract class LadderError extends Error {
  abstract readonly rung: LadderRung;
  readonly facts: ErrorFacts;
  constructor(message: string, options: { cause?: unknown; facts?: ErrorFacts } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.facts = options.facts ?? {};
  }
}

/** The other side asked us to wait (429, budget spent, breaker open). Costs no attempt. */
export class TryAgainLater extends LadderError {
  readonly rung = "try_again_later";
  /** Milliseconds to wait before the step may run again. */
  readonly afterMs: number;
  constructor(message: string, options: { afterMs: number; cause?: unknown; facts?: ErrorFacts }) {
    super(message, options);
    this.afterMs = options.afterMs;
  }
}

/** A fault that may pass by itself (5xx, reset connection, time-out). Costs one attempt. */
export class Transient extends LadderError {
  readonly rung = "transient";
}

/** This record will never be accepted as it is; the run goes on without it. */
export class Rejected extends LadderError {
  readonly rung = "rejected";
}

/** Only a person can mend this (credentials, settings, a wall). Pauses what owns it. */
export class NeedsAttention extends LadderError {
  readonly rung = "needs_attention";
}

/** Our own bug or an impossible state: stop the run, keep the evidence. */
export class Broken extends LadderError {
  readonly rung = "broken";
}

/** A refusal the person at the terminal can act on: one clear sentence and an exit code, never a stack trace. */
export class UserFacingError extends Error {
  readonly exitCode: number;
  /** Stable machine-readable code, `snake_case`. */
  readonly code: string;
  constructor(code: string, message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "UserFacingError";
    this.code = code;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The machine-readable code of a fault (`ENOENT`, SQLSTATE, `UND_ERR_…`); null when it has none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/**
 * For `.catch` after a look at a path: null where there is nothing (a folder on the way may be missing, or be a file). A path
 * that may not be read is a fault to be told.
 */
export function nullWhenMissing(error: unknown): null {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw error;
}

/** Which rung an unknown thrown value stands on; anything we did not classify is `broken`. */
export function rungOf(error: unknown): LadderRung {
  return error instanceof LadderError ? error.rung : "broken";
}

/** The sentence of any thrown value, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
