import type { z } from "zod";
import type { Logger } from "@millrace/platform/telemetry";

export type RunStatus = "queued" | "running" | "succeeded" | "failed" | "cancelled" | "paused";

/** What others may know of a workflow: lives in a feature's contract, apart from its handler. */
export interface WorkflowDefinition<Input, Output> {
  /** Stable kebab-case id ("collect-posts"). */
  id: string;
  input: z.ZodType<Input>;
  output: z.ZodType<Output>;
  /** Queue it runs on; default "default". */
  queue?: string;
  /** What happens to runs in flight when a newer version is deployed. */
  onDeploy: "continue" | "drain";
}

export interface StepContext {
  /** Aborted when the run is cancelled or the process drains. */
  signal: AbortSignal;
  /** 1 for the first try. */
  attempt: number;
  /** `${runId}/${stepName}`: the same on every try and after a crash. */
  idempotencyKey: string;
  runId: string;
  log: Logger;
}

export interface RetryPolicy {
  /** Tries in all; default 5. */
  maxAttempts?: number;
  /** First backoff; doubled each time with full jitter; default 500 ms. */
  baseDelayMs?: number;
  /** Backoff ceiling; default 60 000 ms. */
  maxDelayMs?: number;
}

export interface Progress {
  done: number;
  /** null while the total is unknown. */
  of: number | null;
  /** What is counted ("pages"). */
  unit: string;
  message?: string;
}

/** What a handler gets. Everything outside `step` must be deterministic. */
export interface WorkflowContext {
  runId: string;
  log: Logger;
  /** A durable, named, retried step: its result is stored once and returned again after a crash. Names must be unique within a run. */
  step<T>(name: string, run: (step: StepContext) => Promise<T>, retry?: RetryPolicy): Promise<T>;
  /** Starts a child run; the key makes it once only. */
  start<I, O>(definition: WorkflowDefinition<I, O>, input: I, options: { key: string; priority?: number }): Promise<RunHandle<O>>;
  /** Children in parallel; resolves with one outcome each, in order, when all have ended. */
  group<I, O>(definition: WorkflowDefinition<I, O>, inputs: readonly I[], options: { key: string }): Promise<GroupOutcome<O>[]>;
  /** Durable sleep. */
  sleep(ms: number): Promise<void>;
  /** Milliseconds since the epoch, recorded once and the same on replay. */
  now(): Promise<number>;
  /** Durable, throttled progress; also published as event `run.progress`. */
  progress(progress: Progress): Promise<void>;
}

export type GroupOutcome<O> = { ok: true; runId: string; output: O } | { ok: false; runId: string; error: RunError };

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

export interface WorkflowHandler {
  definition: WorkflowDefinition<unknown, unknown>;
  run: (context: WorkflowContext, input: unknown) => Promise<unknown>;
}

export interface RunSummary {
  runId: string;
  workflow: string;
  status: RunStatus;
  queue: string | null;
  parentRunId: string | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  progress: Progress | null;
  error: RunError | null;
}

export interface RunStep {
  name: string;
  startedAt: string | null;
  endedAt: string | null;
  attempts: number;
  error: RunError | null;
}

export interface RunDetail extends RunSummary {
  input: unknown;
  output: unknown;
  steps: RunStep[];
}

export interface QueueSettings {
  name: string;
  /** Runs at once over all workers; null = no limit. */
  concurrency: number | null;
  /** Runs at once in one worker. */
  workerConcurrency: number;
}

export interface Engine extends AsyncDisposable {
  /** Starts a run once per key: a second call with the same key returns the first run's handle. */
  start<I, O>(definition: WorkflowDefinition<I, O>, input: I, options: { key: string; priority?: number; delayMs?: number }): Promise<RunHandle<O>>;
  handleOf<O>(definition: WorkflowDefinition<never, O>, runId: string): RunHandle<O>;
  get(runId: string): Promise<RunDetail | null>;
  list(filter: { workflow?: string; status?: RunStatus; limit: number; cursor?: string }): Promise<{ items: RunSummary[]; nextCursor: string | null }>;
  /** Aborts the running step's signal and ends the run as cancelled; idempotent. */
  cancel(runId: string): Promise<void>;
  /** Continues a cancelled or failed run at its first unfinished step. */
  resume(runId: string): Promise<void>;
  /** Stops taking work, waits up to `graceMs` for running steps, then hands over. */
  drain(graceMs: number): Promise<void>;
}
