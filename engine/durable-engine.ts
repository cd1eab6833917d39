import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Database } from "@millrace/platform/db";
import { Broken } from "@millrace/platform/errors";
import type { ClaimGate } from "./claim-gate.ts";
import type { EngineCore } from "./core.ts";
import { handOver } from "./hand-over.ts";
import type { Engine, StartOptions } from "./engine.ts";
import { forkRun } from "./fork-run.ts";
import { readKnownRun } from "./known-run.ts";
import { DurableSchedules } from "./durable-schedules.ts";
import { DurableDeadLetters } from "./dead-letters.ts";
import type {
  Paged,
  QueueState,
  RetentionPolicy,
  RunFilter,
  RunLogLine,
  RunRate,
  Schedules,
  WorkerState,
} from "./operations.ts";
import { readQueueStates } from "./queue-states.ts";
import { readWorkers } from "./queries/read-workers.ts";
import type { Queues } from "./queues.ts";
import type { Schedule } from "./schedule.ts";
import { Scheduler, type StartScheduled } from "./scheduler.ts";
import { listRuns } from "./queries/list-runs.ts";
import { readRunLogs } from "./queries/read-run-logs.ts";
import { readRunRates } from "./queries/run-rates.ts";
import { stopRuns } from "./queries/stop-runs.ts";
import { pruneRuns } from "./prune-runs.ts";
import { resumeRun } from "./resume-run.ts";
import { retryRun } from "./retry-run.ts";
import { readRunDetail } from "./run-detail.ts";
import { runIdOf } from "./run-id.ts";
import { outputOf } from "./run-outcome.ts";
import type { RunDetail, RunHandle, RunSummary } from "./run.ts";
import { deadAfterMs, type Supervisor } from "./supervisor.ts";
import { waitFor } from "./waiting.ts";
import type { ReadOutcomes } from "./workflow-context.ts";
import type { WorkflowDefinition } from "./workflow.ts";

/** After the grace, what aborted steps get to let go before their runs are handed over. */
const settleMs = 1_000;
const settlePollMs = 10;

interface Parts {
  core: EngineCore;
  /** Runs a function outside any workflow's context. */
  outside: <T>(run: () => T) => T;
  readOutcomes: ReadOutcomes;
  drain: AbortController;
  queues: Queues;
  schedules: readonly Schedule[];
  executorId: string;
  version: string;
  supervisor: Supervisor;
  gate: ClaimGate;
  /** DBOS's own connections; they outlive its shutdown so that what still runs can be recorded. */
  durable: Database;
  onClosed: () => void;
}

/** The engine over DBOS. */
export class DurableEngine implements Engine {
  readonly deadLetters: DurableDeadLetters;
  readonly schedules: Schedules;
  /** Starts what is due; a web process only declares. */
  readonly scheduler: Scheduler;
  readonly #parts: Parts;
  #closing: Promise<void> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { schedules, core, outside, version } = parts;
    this.deadLetters = new DurableDeadLetters({
      pool: core.pool,
      outside,
      version,
      ring: () => core.bell.ring(),
    });
    const start: StartScheduled = (schedule, input, key) => this.start(schedule.workflow, input, { key });
    this.schedules = new DurableSchedules({ pool: core.pool, schedules, start });
    this.scheduler = new Scheduler({ pool: core.pool, log: core.log, schedules, start });
  }

  async start<I, O>(
    definition: WorkflowDefinition<I, O>,
    input: I,
    options: StartOptions,
  ): Promise<RunHandle<O>> {
    this.#assertOpen();
    const parsed = definition.input.safeParse(input);
    if (!parsed.success)
      throw new Broken(
        `Input for workflow ${definition.id} does not fit its schema: ${parsed.error.message}`,
      );
    const runId = runIdOf(definition.id, options.key);
    const { core, outside } = this.#parts;
    const { priority = 0, delayMs = 0, queueKey = null } = options;
    await outside(() =>
      core.enqueue({ definition, input: parsed.data, runId, level: 0, priority, delayMs, queueKey }),
    );
    return this.handleOf(definition, runId);
  }

  handleOf<I, O>(_definition: WorkflowDefinition<I, O>, runId: string): RunHandle<O> {
    return { runId, result: () => this.#resultOf<O>(runId) };
  }

  get(runId: string): Promise<RunDetail | null> {
    this.#assertOpen();
    return this.#parts.outside(() => readRunDetail(this.#parts.core.pool, runId));
  }

  list(filter: RunFilter): Promise<Paged<RunSummary>> {
    return listRuns(this.#parts.core.pool, filter);
  }

  readLogs(runId: string, page: { limit: number; cursor?: string }): Promise<Paged<RunLogLine>> {
    return readRunLogs(this.#parts.core.pool, runId, page);
  }

  async cancel(runId: string): Promise<void> {
    this.#assertOpen();
    await stopRuns(this.#parts.core.pool, { runIds: [runId], isPause: false });
  }

  async pause(runId: string): Promise<void> {
    await this.#control(() => readKnownRun(runId));
    await stopRuns(this.#parts.core.pool, { runIds: [runId], isPause: true });
  }

  resume(runId: string): Promise<void> {
    const { core, version } = this.#parts;
    return this.#control(async () => void (await resumeRun(core.pool, runId, version)));
  }

  retryFrom(runId: string, step: string | null): Promise<void> {
    const { core, version } = this.#parts;
    return this.#control(() => retryRun(core.pool, runId, { step, version }));
  }

  fork(runId: string, step: string | null, options?: { key: string }): Promise<string> {
    const { version } = this.#parts;
    return this.#control(() => forkRun(runId, { step, key: options?.key ?? null, version }));
  }

  readRates(span: { sinceMs: number; bucketMs: number }): Promise<RunRate[]> {
    return readRunRates(this.#parts.core.pool, span);
  }

  prune(policy: RetentionPolicy): Promise<number> {
    this.#assertOpen();
    const { core } = this.#parts;
    return pruneRuns(core.pool, policy, core.clock.now());
  }

  async readQueues(): Promise<QueueState[]> {
    return readQueueStates(this.#parts.core.pool, this.#parts.queues.all());
  }

  pauseQueue(name: string): Promise<void> {
    return this.#control(() => this.#parts.queues.pause(name));
  }

  resumeQueue(name: string): Promise<void> {
    return this.#control(() => this.#parts.queues.resume(name));
  }

  readWorkers(): Promise<WorkerState[]> {
    return readWorkers(this.#parts.core.pool, deadAfterMs);
  }

  drain(graceMs: number): Promise<void> {
    this.#closing ??= this.#parts.outside(() => this.#close(graceMs));
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drain(0);
  }

  /**
   * Steps that run may end and be recorded; nothing new begins. What is left after the grace is aborted, held still,
   * and put back on its queue for another process.
   */
  async #close(graceMs: number): Promise<void> {
    const { core, drain, supervisor, gate, executorId, durable, onClosed } = this.#parts;
    await this.scheduler[Symbol.asyncDispose]();
    drain.abort();
    gate.close();
    // Ends claiming. Running workflows keep recording through our own pool.
    await DBOS.shutdown({ deregister: true });
    await this.#untilIdle(graceMs);
    for (const execution of core.executions.all()) execution.abort("draining");
    await this.#untilIdle(settleMs);
    await Promise.all(
      core.executions.all().flatMap((execution) => [execution.progress.flush(), execution.runLog.flush()]),
    );
    await handOver(core.pool, executorId, core.log);
    core.bell.ring();
    await supervisor[Symbol.asyncDispose]();
    await core.bell.close();
    await core.watch[Symbol.asyncDispose]();
    await durable[Symbol.asyncDispose]();
    onClosed();
  }

  async #untilIdle(withinMs: number): Promise<void> {
    const { core } = this.#parts;
    const deadlineMs = core.clock.now() + withinMs;
    while (
      core.clock.now() < deadlineMs &&
      core.executions.all().some((execution) => execution.activeSteps > 0)
    ) {
      await waitFor(settlePollMs);
    }
  }

  async #resultOf<O>(runId: string): Promise<O> {
    const [outcome] = await this.#parts.readOutcomes([runId]);
    if (outcome === undefined) throw new Broken(`Run ${runId} ended without an outcome.`);
    // The handler's output was checked against the definition's schema before it was stored.
    return outputOf(outcome) as O;
  }

  /** What a person asks of a run; whoever lists runs hears of it at once. */
  async #control<T>(act: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    const result = await this.#parts.outside(act);
    this.#parts.core.bell.ring();
    return result;
  }

  #assertOpen(): void {
    if (this.#closing !== null)
      throw new Broken("This engine is draining or closed: it takes no more calls.");
  }
}
