import type { RunDetail, RunHandle, RunStatus, RunSummary } from "./run.ts";
import type { WorkflowDefinition } from "./workflow.ts";

export interface QueueSettings {
  name: string;
  /** Runs at once over all workers; null = no limit. */
  concurrency: number | null;
  /** Runs at once in one worker. */
  workerConcurrency: number;
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
}

export interface Engine extends AsyncDisposable {
  /** Starts a run once per key: a second call with the same key returns the first run's handle. */
  start<I, O>(definition: WorkflowDefinition<I, O>, input: I, options: StartOptions): Promise<RunHandle<O>>;
  handleOf<I, O>(definition: WorkflowDefinition<I, O>, runId: string): RunHandle<O>;
  get(runId: string): Promise<RunDetail | null>;
  /** Newest first. */
  list(filter: {
    workflow?: string;
    status?: RunStatus;
    parentRunId?: string;
    limit: number;
    cursor?: string;
  }): Promise<{ items: RunSummary[]; nextCursor: string | null }>;
  /** Aborts the running step's signal and ends the run and its children as cancelled; idempotent. */
  cancel(runId: string): Promise<void>;
  /** Continues a cancelled, failed or paused run at its first unfinished step; does nothing to any other. */
  resume(runId: string): Promise<void>;
  /** Stops taking work, waits up to `graceMs` for running steps, then hands over. */
  drain(graceMs: number): Promise<void>;
  /** Deletes runs that ended more than `olderThanMs` ago with all they stored; their keys may start again. Resolves with how many. */
  pruneFinishedRuns(options: { olderThanMs: number }): Promise<number>;
}
