import type { RunAttempt, RunError, RunStatus } from "./run.ts";

/** What an operator sees and does: the nouns of the Operate pages, commands and endpoints. */

export interface Paged<T> {
  items: T[];
  nextCursor: string | null;
}

/** Which runs; everything left out means any. */
export interface RunFilter {
  workflow?: string;
  status?: RunStatus;
  queue?: string;
  parentRunId?: string;
  /** Only these, in any order of asking: one query instead of one per run. */
  runIds?: readonly string[];
  /** Part of a run id, or of the message it failed with; case does not matter. */
  search?: string;
  /** Created at or after this instant, ISO 8601. */
  since?: string;
  limit: number;
  cursor?: string;
}

/** One line a run wrote, redacted like every log. */
export interface RunLogLine {
  at: string;
  level: "debug" | "info" | "warn" | "error";
  step: string | null;
  message: string;
  facts: Readonly<Record<string, unknown>>;
}

/**
 * A run that ended as failed, or paused for a person's attention, and that nobody has retried or discarded. A child whose
 * failure ended its parent is part of the parent's dead letter and not listed beside it; a child whose parent took the
 * failure and went on is listed with its `parentRunId`.
 */
export interface DeadLetter {
  runId: string;
  workflow: string;
  status: "failed" | "paused";
  queue: string | null;
  error: RunError;
  /** The step whose error ended it; null when the handler itself threw. */
  step: string | null;
  endedAt: string;
  /** Same for every dead letter that died of the same thing: workflow, step, rung and the message without its numbers and ids. */
  kind: string;
  parentRunId: string | null;
  /** The child whose failure ended it, of a group the first: a retry continues its children first, a discard gives up all. */
  causeRunId: string | null;
}

export interface DeadLetterDetail extends DeadLetter {
  /** The input, for a person to judge; whoever shows it redacts it. */
  payload: unknown;
  /** Every failed try of every step, oldest first, those of the children it died of included. */
  history: (RunAttempt & { runId: string; step: string })[];
}

/** Dead letters that died alike. */
export interface DeadLetterKind {
  kind: string;
  workflow: string;
  step: string | null;
  error: RunError;
  count: number;
  newestAt: string;
  oldestAt: string;
}

/** What came of retrying all of a kind. */
export interface RetriedAlike {
  /** Sent back to work by this call. */
  retried: number;
  /** Could not be retried, and are dead letters still. */
  refused: number;
  /** Why the first of those could not be; null when there is none. */
  reason: string | null;
}

export interface DeadLetters {
  /** Newest first. */
  list(filter: {
    workflow?: string;
    kind?: string;
    search?: string;
    limit: number;
    cursor?: string;
  }): Promise<Paged<DeadLetter>>;
  /** Most frequent first. */
  kinds(): Promise<DeadLetterKind[]>;
  /** A workflow without any is not among them. */
  countByWorkflow(): Promise<Map<string, number>>;
  get(runId: string): Promise<DeadLetterDetail | null>;
  /** Continues it at the step that failed, with all its tries again; does nothing to a run that is no dead letter. */
  retry(runId: string): Promise<void>;
  /**
   * Retries all there are of one kind at this moment, oldest first. May be repeated, also while others do the same. One
   * that can't be retried holds up none of the others: it stays a dead letter and is counted.
   */
  retryAlike(kind: string): Promise<RetriedAlike>;
  /** Gives it up: it leaves the list and retention may delete it. `reason` is kept. Throws `not_a_dead_letter`. */
  discard(runId: string, reason: string): Promise<void>;
}

/** What happens to the times a schedule missed while no worker ran. */
export type MissedRuns = "skip" | "latest" | "all";

export interface ScheduleState {
  name: string;
  workflow: string;
  /** Five fields, or six with seconds first. */
  cron: string;
  /** IANA name ("Europe/Paris"). */
  timeZone: string;
  missedRuns: MissedRuns;
  isPaused: boolean;
  /** null while paused. */
  nextAt: string | null;
  lastAt: string | null;
  lastRunId: string | null;
}

export interface Schedules {
  list(): Promise<ScheduleState[]>;
  pause(name: string): Promise<void>;
  resume(name: string): Promise<void>;
  /** Starts a run of it now, whatever its plan; resolves with the run's id. */
  runNow(name: string): Promise<string>;
}

export interface QueueState {
  name: string;
  /** Waiting to be taken. */
  queued: number;
  /** Waiting for their delay to pass. */
  delayed: number;
  running: number;
  /** How long the oldest waiting run has waited, ms; null when none waits. */
  oldestWaitMs: number | null;
  concurrency: number | null;
  workerConcurrency: number;
  concurrencyPerKey: number | null;
  rateLimit: { limit: number; periodMs: number } | null;
  isPaused: boolean;
}

export interface WorkerState {
  workerId: string;
  role: "all" | "web" | "worker";
  version: string;
  hostname: string;
  pid: number;
  startedAt: string;
  heartbeatAt: string;
  /** false once its heartbeat is late: its runs are about to be taken over. */
  isAlive: boolean;
  running: number;
}

/** What happened in one slice of time. */
export interface RunRate {
  at: string;
  succeeded: number;
  failed: number;
  cancelled: number;
  /** From creation to end, ms; null when none ended. */
  p50Ms: number | null;
  p95Ms: number | null;
}

/** How long runs are kept after their end, with all they stored. */
export interface RetentionPolicy {
  /** Succeeded and cancelled runs, and dead letters since they were discarded, ms. */
  finishedMs: number;
  /** Dead letters that nobody retried or discarded, ms; null keeps them for ever. */
  deadLettersMs: number | null;
}
