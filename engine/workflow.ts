import type { PoolClient } from "pg";
import type { z } from "zod";
import type { Logger } from "@millrace/platform/telemetry";
import { Broken } from "@millrace/platform/errors";
import type { GroupOutcome, Progress, RunHandle } from "./run.ts";

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
  /**
   * Aborted as soon as the process is asked to stop; `signal` follows when its patience ends. For a step of minutes: stop and
   * throw `TryAgainLater`, and whoever takes the run over goes on at once.
   */
  draining: AbortSignal;
  /** 1 for the first try; a wait asked for by `TryAgainLater` costs none. */
  attempt: number;
  /** `${runId}/${stepName}`: the same on every try and after a crash. */
  idempotencyKey: string;
  runId: string;
  /**
   * Changes the product's database exactly once, whatever crashes, and never after the run was taken over, cancelled or
   * paused: the change, its note "done" and the proof that the run is still this worker's are one transaction. A later try
   * gets what the first returned (as JSON) and changes nothing. Once per step, short, and without waits on others.
   */
  transaction<T>(change: (client: PoolClient) => Promise<T>): Promise<T>;
  /**
   * For a transaction of your own: call it first in it. Throws when the run is no longer this worker's, and keeps it this
   * worker's until the transaction ends. What is changed may still be changed again by a later try.
   */
  fence(client: PoolClient): Promise<void>;
  /**
   * For a long step that keeps its own place: says in a fenced transaction that it has got on since it began. It has all its tries
   * again then, and its run is not what its workers died of: one that doesn't get on is stopped in the end.
   */
  gotOn(client: PoolClient): Promise<void>;
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

export interface ChildOptions {
  /** Makes the child once only within its parent; a group's and a chain's children get a number each. */
  key: string;
  /** 0 (default) goes first, larger numbers later. */
  priority?: number;
  /** Default: the parent's. */
  queueKey?: string;
}

export interface GroupOptions extends ChildOptions {
  /**
   * When a child fails: `collect` (default) has its outcome among the others; `fail-fast` cancels its siblings and throws;
   * `fail-at-end` lets them end and throws. The error names the child and stands on its rung; resuming the parent resumes
   * the children that did not succeed.
   */
  onFailure?: "collect" | "fail-fast" | "fail-at-end";
  /** Children under way at once, at least 1; default all. The queue's own limits hold as well. */
  concurrency?: number;
}

/** What a handler gets. Everything outside `step` must be deterministic. */
export interface WorkflowContext {
  runId: string;
  log: Logger;
  /** A durable, named, retried step: its result is stored once and returned again after a crash. Names must be unique within a run. */
  step<T>(name: string, run: (step: StepContext) => Promise<T>, retry?: RetryPolicy): Promise<T>;
  /** Starts a child run; the key makes it once only within this run (two runs that use the same key get a child each). */
  start<I, O>(definition: WorkflowDefinition<I, O>, input: I, options: ChildOptions): Promise<RunHandle<O>>;
  /** Children in parallel; resolves with one outcome each, in order, when all have ended. */
  group<I, O>(
    definition: WorkflowDefinition<I, O>,
    inputs: readonly I[],
    options: GroupOptions & { onFailure?: "collect" },
  ): Promise<GroupOutcome<O>[]>;
  /** Children in parallel that must all succeed; resolves with their outputs, in order. */
  group<I, O>(
    definition: WorkflowDefinition<I, O>,
    inputs: readonly I[],
    options: GroupOptions & { onFailure: "fail-fast" | "fail-at-end" },
  ): Promise<O[]>;
  /** Children one after the other, each started with what `nextInput` makes of the output before it; the first failure is thrown. */
  chain<I, O>(
    definition: WorkflowDefinition<I, O>,
    length: number,
    nextInput: (index: number, previous: O | null) => I,
    options: ChildOptions,
  ): Promise<O[]>;
  /** Durable sleep. */
  sleep(ms: number): Promise<void>;
  /** Milliseconds since the epoch, recorded once and the same on replay. */
  now(): Promise<number>;
  /** Durable, throttled progress; also published as event `run.progress`. */
  progress(progress: Progress): Promise<void>;
}

export interface WorkflowHandler {
  definition: WorkflowDefinition<unknown, unknown>;
  run: (context: WorkflowContext, input: unknown) => Promise<unknown>;
}

/**
 * Declares a workflow: its id, schemas and queue.
 *
 * @example
 * export const collectPosts = defineWorkflow({ id: "collect-posts", input: z.object({ … }), output: z.object({ … }), onDeploy: "continue" });
 */
export function defineWorkflow<Input, Output>(
  definition: WorkflowDefinition<Input, Output>,
): WorkflowDefinition<Input, Output> {
  return definition;
}

/** Checked where a definition meets the engine, so that one written without `defineWorkflow` is checked too. */
export function assertWorkflowId({ id }: Pick<WorkflowDefinition<unknown, unknown>, "id">): void {
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(id))
    throw new Broken(`Workflow id "${id}" must be kebab-case and at most 60 characters.`);
}

/** Joins a definition to the function that does its work. */
export function handleWorkflow<Input, Output>(
  definition: WorkflowDefinition<Input, Output>,
  run: (context: WorkflowContext, input: Input) => Promise<Output>,
): WorkflowHandler {
  return {
    definition: definition as WorkflowDefinition<unknown, unknown>,
    // `start` has parsed the input with this definition's schema before it was stored.
    run: (context, input) => run(context, input as Input),
  };
}
