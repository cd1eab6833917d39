import { setMaxListeners } from "node:events";
import { DBOS } from "@dbos-inc/dbos-sdk";
import type { PoolClient } from "pg";
import { Broken } from "@millrace/platform/errors";
import { copyLog, type Logger } from "@millrace/platform/telemetry";
import type { EngineCore, RunPlace } from "./core.ts";
import { untilDatabaseAnswers } from "./database-retry.ts";
import { ProgressWriter } from "./progress.ts";
import { lockOwnRun } from "./queries/lock-own-run.ts";
import { readRunHistory, type RunHistory } from "./queries/run-history.ts";
import { dropOldLogLines, keepLogLines } from "./queries/keep-log-lines.ts";
import { saveProgress } from "./queries/save-progress.ts";
import { mostLines, RunLog } from "./run-log.ts";
import { rebuildError, RunCancelled, RunPaused, type StoredError } from "./stored-error.ts";
import { park } from "./waiting.ts";

/** Thrown by a wait that a drain ended: the step it belongs to is parked, its neighbours keep their grace. */
export class WaitHandedOver extends Error {}

export type AbortCause = "cancelled" | "paused" | "superseded" | "draining";

/** What a step stores: its value, or the error that ended it. DBOS sees both as a success, so both replay alike. */
export type StepOutcome<T> = { ok: true; value: T } | { ok: false; error: StoredError };

/** One execution of a run in this process, from its claim to its end, hand-over or loss. */
export class Execution {
  readonly runId: string;
  readonly workflow: string;
  readonly place: RunPlace;
  readonly core: EngineCore;
  readonly progress: ProgressWriter;
  /** What the handler and its steps say, kept for whoever looks at the run. */
  readonly runLog: RunLog;
  /** True until the first step body runs here: everything before it replays what an earlier execution recorded. */
  isReplaying = true;
  /** Steps running now, or being stored. */
  activeSteps = 0;
  #cause: AbortCause | null = null;
  readonly #controller = new AbortController();
  readonly #stepNames = new Set<string>();
  readonly #stepOfError = new WeakMap<Error, string>();
  #history: Promise<RunHistory> | null = null;
  #log: Logger | null = null;
  #handlerLog: Logger | null = null;
  #handlerLines = 0;

  constructor(core: EngineCore, runId: string, workflow: string, place: RunPlace) {
    this.core = core;
    this.runId = runId;
    this.workflow = workflow;
    this.place = place;
    this.progress = new ProgressWriter(core.clock, (progress) =>
      untilDatabaseAnswers(core.log, "progress", () => saveProgress(core.pool, runId, progress)),
    );
    this.runLog = new RunLog({
      add: (lines) =>
        untilDatabaseAnswers(core.log, "a run's log", () => keepLogLines(core.pool, runId, lines)),
      dropOld: (skipped) =>
        untilDatabaseAnswers(core.log, "a run's log", () =>
          dropOldLogLines(core.pool, runId, { kept: mostLines, skipped }),
        ),
    });
    // Every step and wait of the run listens on this one signal.
    setMaxListeners(0, this.#controller.signal);
  }

  /**
   * For the steps and the engine. Made when first used: a child logger costs more than a small step, and most runs have
   * nothing to say.
   */
  get log(): Logger {
    this.#log ??= this.#copiedLog(() => null);
    return this.#log;
  }

  /** For the handler: its lines are numbered, since it says them again on replay. */
  get handlerLog(): Logger {
    this.#handlerLog ??= this.#copiedLog(() => (this.#handlerLines += 1));
    return this.#handlerLog;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get abortCause(): AbortCause | null {
    return this.#cause;
  }

  abort(cause: AbortCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#controller.abort(this.#reasonOf(cause));
  }

  #copiedLog(handlerLine: () => number | null): Logger {
    const bindings = { runId: this.runId, workflow: this.workflow };
    return copyLog(this.core.log, bindings, (line) => this.runLog.add(line, handlerLine()));
  }

  #reasonOf(cause: AbortCause): Error {
    if (cause === "cancelled") return new RunCancelled(this.runId);
    if (cause === "paused") return new RunPaused(this.runId);
    return new Broken(`Run ${this.runId} is ${cause}.`);
  }

  history(): Promise<RunHistory> {
    this.#history ??= untilDatabaseAnswers(this.core.log, "a run", () =>
      readRunHistory(this.core.pool, this.runId, this.core.executorId),
    );
    return this.#history;
  }

  /** The step whose error this is; null when the handler made it. */
  stepOf(error: unknown): string | null {
    return error instanceof Error ? (this.#stepOfError.get(error) ?? null) : null;
  }

  /** Ends this execution's work without an outcome when the run is no longer its own; returns when it still is. */
  async assertStillOurs(): Promise<void> {
    if (this.#cause === "draining") return park();
    this.signal.throwIfAborted();
  }

  /**
   * In the transaction of an effect: locks the run until the transaction ends, so that nobody takes it over in between.
   * Throws when it is no longer this execution's: taken over, cancelled or paused.
   */
  async fence(client: PoolClient): Promise<void> {
    this.signal.throwIfAborted();
    const { ownerToken } = await this.history();
    const isOurs = ownerToken !== null && (await lockOwnRun(client, this.runId, ownerToken));
    if (!isOurs) this.abort("superseded");
    // The same process may hold the run again, under another claim.
    this.signal.throwIfAborted();
  }

  /**
   * Runs a body once and keeps its outcome under `name`. Nothing is awaited before DBOS has numbered the step, so
   * steps started together keep their order on replay.
   */
  async durable<T>(name: string, body: () => Promise<StepOutcome<T>>): Promise<T> {
    this.#claimName(name);
    if (this.core.draining.aborted) return park();
    const outcome = await this.#recorded(name, body);
    if (outcome.ok) return outcome.value;
    const error = rebuildError(outcome.error);
    this.#stepOfError.set(error, name);
    throw error;
  }

  /** Counted as active until its outcome is stored: a drain that let go between the two would have the step done again. */
  async #recorded<T>(name: string, body: () => Promise<StepOutcome<T>>): Promise<StepOutcome<T>> {
    let isCounted = false;
    const end = (): void => {
      if (isCounted) this.activeSteps -= 1;
      isCounted = false;
    };
    const run = async (): Promise<StepOutcome<T>> => {
      if (this.core.draining.aborted) return park();
      this.isReplaying = false;
      this.activeSteps += 1;
      isCounted = true;
      try {
        const outcome = await body();
        if (!this.runLog.isFlushed) await this.runLog.flush();
        return outcome;
      } catch (error) {
        if (this.#cause !== "draining" && !(error instanceof WaitHandedOver)) throw error;
        // A promise that never settles has no `finally`: the step ends here for the drain's count.
        end();
        return park();
      }
    };
    try {
      return await DBOS.runStep(run, { name });
    } finally {
      end();
    }
  }

  #claimName(name: string): void {
    if (DBOS.isInStep())
      throw new Broken(
        `Step "${name}" was started inside another step of run ${this.runId}: steps don't nest.`,
      );
    if (this.#stepNames.has(name)) {
      throw new Broken(
        `Step "${name}" is used twice in run ${this.runId}: names are how steps are found after a crash, so make them unique.`,
      );
    }
    this.#stepNames.add(name);
  }
}
