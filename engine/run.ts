export type RunStatus = "queued" | "running" | "succeeded" | "failed" | "cancelled" | "paused";

export interface Progress {
  done: number;
  /** null while the total is unknown. */
  of: number | null;
  /** What is counted ("pages"). */
  unit: string;
  message?: string;
}

export type GroupOutcome<O> =
  | { ok: true; runId: string; output: O }
  | { ok: false; runId: string; error: RunError };

export interface RunError {
  name: string;
  message: string;
  rung: string;
}

export interface RunHandle<O> {
  runId: string;
  /** Waits for the end; throws the run's error, or `RunCancelled`. */
  result(): Promise<O>;
}

export interface RunSummary {
  runId: string;
  workflow: string;
  /**
   * `paused`: it goes on with `resume`. Either a person paused it (`error` is null, `endedAt` too), or it ended in
   * `NeedsAttention` (`error` says what to mend first; it is a dead letter).
   */
  status: RunStatus;
  queue: string | null;
  parentRunId: string | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  progress: Progress | null;
  error: RunError | null;
}

/** One failed try of a step. */
export interface RunAttempt {
  rung: string;
  name: string;
  message: string;
  facts: Readonly<Record<string, string | number | boolean | null>>;
  startedAt: string;
  endedAt: string;
  /** When the step was to run again; null when this try ended it. */
  retryAt: string | null;
}

export interface RunStep {
  name: string;
  startedAt: string | null;
  endedAt: string | null;
  /** Tries so far, waits asked for by `TryAgainLater` included. */
  attempts: number;
  error: RunError | null;
  /** The failed tries, oldest first. */
  failures: RunAttempt[];
  /** The run this step started, if it started one. */
  childRunId: string | null;
}

export interface RunDetail extends RunSummary {
  input: unknown;
  output: unknown;
  steps: RunStep[];
}
