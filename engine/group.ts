import { Broken } from "@millrace/platform/errors";
import { WaitHandedOver, type Execution, type StepOutcome } from "./execution.ts";
import { groupFailure, type ChildFailure, type GroupIdentity } from "./group-failure.ts";
import { stopRuns } from "./queries/stop-runs.ts";
import type { RunOutcome } from "./run-outcome.ts";
import type { EndedRuns } from "./run-watch.ts";
import type { ReadOutcomes } from "./workflow-context.ts";
import type { GroupOptions } from "./workflow.ts";

/** Children enqueued at once: enough to hide the round trip, few enough to leave the pool to others. */
const enqueueBatch = 8;

export interface StartedGroup {
  runIds: string[];
  /** How they ended, in order; under a failing policy all of them well. */
  outcomes: RunOutcome[];
}

/** One group of children of one execution, from its first start to its last end. */
export class Group {
  readonly #execution: Execution;
  readonly #readOutcomes: ReadOutcomes;
  readonly #identity: GroupIdentity;
  readonly #options: GroupOptions;
  readonly #runIds: string[] = [];

  constructor(
    execution: Execution,
    readOutcomes: ReadOutcomes,
    group: { identity: GroupIdentity; options: GroupOptions },
  ) {
    this.#execution = execution;
    this.#readOutcomes = readOutcomes;
    this.#identity = group.identity;
    this.#options = group.options;
  }

  /** `start` enqueues the child of that index. Throws what `groupFailure` makes of failed children, by the group's policy. */
  async run(start: (index: number) => Promise<string>): Promise<StartedGroup> {
    const { key, concurrency } = this.#options;
    if (concurrency !== undefined && !(concurrency >= 1))
      throw new Broken(`Group "${key}" may have ${concurrency} children at once: it would never start one.`);
    if (concurrency === undefined) await this.#startAll(start);
    else await this.#startInTurn(start, concurrency);
    const outcomes = await this.#execution.durable(`~group:${key}`, () => this.#awaitEnds());
    return { runIds: this.#runIds, outcomes };
  }

  async #startAll(start: (index: number) => Promise<string>): Promise<void> {
    const { size } = this.#identity;
    for (let first = 0; first < size; first += enqueueBatch) {
      const batch = Array.from({ length: Math.min(enqueueBatch, size - first) }, (_, at) =>
        start(first + at),
      );
      this.#runIds.push(...(await Promise.all(batch)));
    }
  }

  /** A child starts when few enough of those before it are under way; each wait is a step, so that replay starts alike. */
  async #startInTurn(start: (index: number) => Promise<string>, concurrency: number): Promise<void> {
    const { key } = this.#options;
    for (let index = 0; index < this.#identity.size; index += 1) {
      if (index >= concurrency)
        await this.#execution.durable(`~window:${key}:${index}`, () => this.#awaitRoom(concurrency));
      this.#runIds.push(await start(index));
    }
  }

  async #awaitRoom(concurrency: number): Promise<StepOutcome<null>> {
    const started = this.#runIds.length;
    const ended = await this.#until((known) => known.size > started - concurrency);
    return (await this.#failFast(ended)) ?? { ok: true, value: null };
  }

  async #awaitEnds(): Promise<StepOutcome<RunOutcome[]>> {
    const ended = await this.#until((known) => known.size === this.#runIds.length);
    const failed = await this.#failFast(ended);
    if (failed !== null) return failed;
    const outcomes = await this.#read(this.#runIds);
    const failures = failuresOf(this.#runIds, outcomes);
    if (this.#options.onFailure !== "fail-at-end" || failures.length === 0)
      return { ok: true, value: outcomes };
    return { ok: false, error: groupFailure(this.#identity, failures) };
  }

  /** Under `fail-fast`, once a child has failed: stops the others and gives the error. Repeated after a crash it finds the same. */
  async #failFast(ended: EndedRuns): Promise<{ ok: false; error: ReturnType<typeof groupFailure> } | null> {
    const failed = this.#runIds.filter((runId) => ended.get(runId) === false);
    if (this.#options.onFailure !== "fail-fast" || failed.length === 0) return null;
    await stopRuns(this.#execution.core.pool, { runIds: this.#runIds, isPause: false });
    const failures = failuresOf(this.#runIds, await this.#read(this.#runIds));
    // The cancelled ones are those that were just stopped, unless nothing else failed: then a person cancelled one.
    const ownFault = failures.filter(({ error }) => error.name !== "RunCancelled");
    const named = ownFault.length > 0 ? ownFault : failures.filter(({ runId }) => failed.includes(runId));
    return { ok: false, error: groupFailure(this.#identity, named) };
  }

  #until(isEnough: (ended: EndedRuns) => boolean): Promise<EndedRuns> {
    const { core, signal } = this.#execution;
    const isFailFast = this.#options.onFailure === "fail-fast";
    return this.#handedOverByDrain(() =>
      core.watch.untilEnded(
        this.#runIds,
        (ended) => isEnough(ended) || (isFailFast && [...ended.values()].includes(false)),
        signal,
        core.draining,
      ),
    );
  }

  #read(runIds: readonly string[]): Promise<RunOutcome[]> {
    const { core, signal } = this.#execution;
    return this.#handedOverByDrain(() => this.#readOutcomes(runIds, signal, core.draining));
  }

  async #handedOverByDrain<T>(wait: () => Promise<T>): Promise<T> {
    try {
      return await wait();
    } catch (error) {
      throw this.#execution.core.draining.aborted ? new WaitHandedOver() : error;
    }
  }
}

function failuresOf(runIds: readonly string[], outcomes: readonly RunOutcome[]): ChildFailure[] {
  return outcomes.flatMap((outcome, index) =>
    outcome.ok ? [] : [{ index, runId: runIds[index] ?? "", error: outcome.error }],
  );
}
