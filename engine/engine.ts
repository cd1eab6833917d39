import type {
  DeadLetters,
  Paged,
  QueueState,
  RetentionPolicy,
  RunFilter,
  RunLogLine,
  RunRate,
  Schedules,
  WorkerState,
} from "./operations.ts";
import type { RunDetail, RunHandle, RunSummary } from "./run.ts";
import type { WorkflowDefinition } from "./workflow.ts";

export interface QueueSettings {
  name: string;
  /** Runs at once over all workers; null = no limit. */
  concurrency: number | null;
  /** Runs at once in one worker. */
  workerConcurrency: number;
  /** Runs at once over all workers that were started with the same `queueKey`, which each must have; default no limit. */
  concurrencyPerKey?: number | null;
  /** Starts per period over all workers, a rolling window; default no limit. A run that starts again counts again. */
  rateLimit?: { limit: number; periodMs: number } | null;
  /**
   * How often each worker looks for work, ms; default 15. A start waits half of it on average; an idle queue costs each
   * worker one short transaction per look (about 3 % of a core at 20 ms), so give background queues 100 or more.
   */
  pollingMs?: number;
}

export interface StartOptions {
  key: string;
  /** 0 (default) goes first, larger numbers later. */
  priority?: number;
  /** The run is not taken before this has passed; rounded up to about a second. */
  delayMs?: number;
  /** Whose turn it takes on a queue limited per key ("account-7"); of no effect on others. */
  queueKey?: string;
}

export interface Engine extends AsyncDisposable {
  /** Starts a run once per key: a second call with the same key returns the first run's handle. */
  start<I, O>(definition: WorkflowDefinition<I, O>, input: I, options: StartOptions): Promise<RunHandle<O>>;
  handleOf<I, O>(definition: WorkflowDefinition<I, O>, runId: string): RunHandle<O>;
  get(runId: string): Promise<RunDetail | null>;
  /** Newest first. */
  list(filter: RunFilter): Promise<Paged<RunSummary>>;
  /** What the run wrote through its log, oldest first; its newest 1,000 lines are kept, and a first line says when older ones were dropped. */
  readLogs(runId: string, page: { limit: number; cursor?: string }): Promise<Paged<RunLogLine>>;
  /** Aborts the running step's signal and ends the run and its children as cancelled; idempotent. */
  cancel(runId: string): Promise<void>;
  /** Aborts the running step's signal and holds the run and its children until they are resumed; does nothing to what has ended. */
  pause(runId: string): Promise<void>;
  /** Continues a cancelled, failed or paused run at its first unfinished step, with the children stopped along with it; does nothing to any other. */
  resume(runId: string): Promise<void>;
  /**
   * An ended or paused run goes again in place: what it recorded from that step on is forgotten, children started since
   * then included. null: the step that failed. Throws `UserFacingError` for an active run and an unknown step.
   */
  retryFrom(runId: string, step: string | null): Promise<void>;
  /**
   * Starts a new run with the same input and what was recorded before that step (null: nothing), on the same queue.
   * Resolves with its id, the same one for the same `key`.
   */
  fork(runId: string, step: string | null, options?: { key: string }): Promise<string>;
  schedules: Schedules;
  /** Every declared queue, its children's levels counted in. */
  readQueues(): Promise<QueueState[]>;
  /** Nothing more is taken from it, children of its runs included, within about a second; what runs goes on. */
  pauseQueue(name: string): Promise<void>;
  resumeQueue(name: string): Promise<void>;
  /** Every process with an engine, newest start first. */
  readWorkers(): Promise<WorkerState[]>;
  /** Stops taking work, waits up to `graceMs` for running steps, then hands over. */
  drain(graceMs: number): Promise<void>;
  deadLetters: DeadLetters;
  /** What ended since `sinceMs` (epoch), by slices of `bucketMs`; oldest first, slices in which nothing ended included. */
  readRates(span: { sinceMs: number; bucketMs: number }): Promise<RunRate[]>;
  /**
   * Deletes what the policy no longer keeps, in small batches; a child goes when its parent has succeeded or is gone. Keys of
   * deleted runs may start again. Resolves with how many; 0 while another process is at it.
   */
  prune(policy: RetentionPolicy): Promise<number>;
}
