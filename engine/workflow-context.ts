import type { EngineCore } from "./core.ts";
import { WaitHandedOver, type Execution, type StepOutcome } from "./execution.ts";
import { Group } from "./group.ts";
import { groupChildKey } from "./group-failure.ts";
import type { GroupOutcome, Progress, RunHandle } from "./run.ts";
import { childKeyOf, runIdOf } from "./run-id.ts";
import { outputOf, type RunOutcome } from "./run-outcome.ts";
import { runStep } from "./step.ts";
import { rebuildError, type StoredError } from "./stored-error.ts";
import { park, waitUntil } from "./waiting.ts";
import type {
  ChildOptions,
  GroupOptions,
  RetryPolicy,
  StepContext,
  WorkflowContext,
  WorkflowDefinition,
} from "./workflow.ts";

/** Waits for runs and reads how they ended, outside any workflow's context. */
export type ReadOutcomes = (runIds: readonly string[], ...signals: AbortSignal[]) => Promise<RunOutcome[]>;

/** The handler's view of its run. */
export function workflowContextOf(execution: Execution, readOutcomes: ReadOutcomes): WorkflowContext {
  return new HandlerContext(execution, readOutcomes);
}

class HandlerContext implements WorkflowContext {
  readonly runId: string;
  readonly #execution: Execution;
  readonly #core: EngineCore;
  readonly #readOutcomes: ReadOutcomes;
  #sleeps = 0;
  #nows = 0;

  constructor(execution: Execution, readOutcomes: ReadOutcomes) {
    this.runId = execution.runId;
    this.#execution = execution;
    this.#core = execution.core;
    this.#readOutcomes = readOutcomes;
  }

  get log(): Execution["log"] {
    return this.#execution.handlerLog;
  }

  async step<T>(name: string, run: (step: StepContext) => Promise<T>, retry: RetryPolicy = {}): Promise<T> {
    return runStep(this.#execution, name, run, retry);
  }

  async start<I, O>(
    definition: WorkflowDefinition<I, O>,
    input: I,
    options: ChildOptions,
  ): Promise<RunHandle<O>> {
    const runId = await this.#enqueueChild(definition, input, options);
    let result: Promise<O> | null = null;
    return { runId, result: () => (result ??= this.#resultOf<O>(runId)) };
  }

  group<I, O>(
    definition: WorkflowDefinition<I, O>,
    inputs: readonly I[],
    options: GroupOptions & { onFailure?: "collect" },
  ): Promise<GroupOutcome<O>[]>;
  group<I, O>(
    definition: WorkflowDefinition<I, O>,
    inputs: readonly I[],
    options: GroupOptions & { onFailure: "fail-fast" | "fail-at-end" },
  ): Promise<O[]>;
  async group<I, O>(
    definition: WorkflowDefinition<I, O>,
    inputs: readonly I[],
    options: GroupOptions,
  ): Promise<GroupOutcome<O>[] | O[]> {
    const identity = { workflow: definition.id, key: options.key, size: inputs.length };
    const group = new Group(this.#execution, this.#readOutcomes, { identity, options });
    const { key: _key, onFailure = "collect", concurrency: _concurrency, ...child } = options;
    const { runIds, outcomes } = await group.run((index) =>
      this.#enqueueChild(definition, inputs[index] as I, {
        ...child,
        key: groupChildKey(options.key, index),
      }),
    );
    if (onFailure === "collect")
      return outcomes.map((outcome, at) => groupOutcomeOf<O>(runIds[at] ?? "", outcome));
    // The child's handler has checked its output against the definition's schema.
    return outcomes.map((outcome) => outputOf(outcome) as O);
  }

  async chain<I, O>(
    definition: WorkflowDefinition<I, O>,
    length: number,
    nextInput: (index: number, previous: O | null) => I,
    options: ChildOptions,
  ): Promise<O[]> {
    const outputs: O[] = [];
    for (let index = 0; index < length; index += 1) {
      const child = await this.start(definition, nextInput(index, outputs.at(-1) ?? null), {
        ...options,
        key: `${options.key}:${index}`,
      });
      outputs.push(await child.result());
    }
    return outputs;
  }

  async sleep(ms: number): Promise<void> {
    this.#sleeps += 1;
    const { clock, draining } = this.#core;
    const wakeAtMs = await this.#recorded(`~sleep:${this.#sleeps}`, () => clock.now() + ms);
    const isOver = await waitUntil(wakeAtMs, () => clock.now(), this.#execution.signal, draining);
    if (!isOver && draining.aborted) return park();
    this.#execution.signal.throwIfAborted();
  }

  async now(): Promise<number> {
    this.#nows += 1;
    return this.#recorded(`~now:${this.#nows}`, () => this.#core.clock.now());
  }

  async progress(progress: Progress): Promise<void> {
    const { progress: landed } = await this.#execution.history();
    await this.#execution.progress.put(progress, landed !== null && this.#execution.isReplaying);
  }

  #recorded(name: string, read: () => number): Promise<number> {
    return this.#execution.durable(name, async (): Promise<StepOutcome<number>> => ({
      ok: true,
      value: read(),
    }));
  }

  async #enqueueChild<I, O>(
    definition: WorkflowDefinition<I, O>,
    input: I,
    options: ChildOptions,
  ): Promise<string> {
    const runId = runIdOf(definition.id, childKeyOf(this.runId, options.key));
    if (this.#core.draining.aborted) return park();
    const level = this.#execution.place.level + 1;
    return this.#core.enqueue({
      definition,
      input,
      runId,
      level,
      priority: options.priority ?? 0,
      delayMs: 0,
      queueKey: options.queueKey ?? this.#execution.place.key ?? null,
    });
  }

  async #resultOf<O>(runId: string): Promise<O> {
    const output = await this.#execution.durable(
      `~result:${runId}`,
      async (): Promise<StepOutcome<unknown>> => {
        const [outcome] = await this.#awaitRuns([runId]);
        return outcome?.ok === false
          ? { ok: false, error: outcome.error }
          : { ok: true, value: outcome?.output };
      },
    );
    return output as O;
  }

  async #awaitRuns(runIds: readonly string[]): Promise<RunOutcome[]> {
    const { draining } = this.#core;
    try {
      return await this.#readOutcomes(runIds, this.#execution.signal, draining);
    } catch (error) {
      throw draining.aborted ? new WaitHandedOver() : error;
    }
  }
}

function groupOutcomeOf<O>(runId: string, outcome: RunOutcome): GroupOutcome<O> {
  // The child's handler has checked its output against the definition's schema.
  if (outcome.ok) return { ok: true, runId, output: outcome.output as O };
  return { ok: false, runId, error: runErrorOf(outcome.error) };
}

function runErrorOf(error: StoredError): { name: string; message: string; rung: string } {
  const { name, message, rung } = rebuildError(error);
  return { name, message, rung };
}
