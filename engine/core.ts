import type { Pool } from "pg";
import type { Clock } from "@millrace/platform/clock";
import type { Logger } from "@millrace/platform/telemetry";
import type { EventBell } from "./event-bell.ts";
import type { Execution } from "./execution.ts";
import type { RunWatch } from "./run-watch.ts";
import type { EngineTelemetry } from "./telemetry.ts";

/** Where a run sits in its family; stored beside its input. */
export interface RunPlace {
  /** 0 for a run started from outside, parent's level + 1 for a child. */
  level: number;
  /** The queue it runs on, level included. */
  queue: string;
  /** Of a queue limited per key: its own, and its children's unless they name theirs. */
  key?: string;
}

export interface EnqueueRequest {
  definition: { id: string; queue?: string };
  input: unknown;
  runId: string;
  level: number;
  priority: number;
  delayMs: number;
  /** null = none given. */
  queueKey: string | null;
}

/** What one engine shares with the runs it executes. */
export interface EngineCore {
  /** This process's, of this start only. */
  readonly executorId: string;
  readonly pool: Pool;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly telemetry: EngineTelemetry;
  readonly watch: RunWatch;
  readonly bell: EventBell;
  readonly executions: ExecutionRegistry;
  /** Aborted when the process drains: waits end at once, steps get their grace. */
  readonly draining: AbortSignal;
  /**
   * Inside a handler the new run is recorded as its child. Resolves with the run's id: another than the one asked for
   * where a fork replays a start of the run it came from, whose child it shares.
   */
  enqueue(request: EnqueueRequest): Promise<string>;
}

/** The runs this process executes at this moment. */
export class ExecutionRegistry {
  readonly #byRun = new Map<string, Set<Execution>>();

  /** An older execution of the same run has lost it by definition: its signal is aborted. */
  add(execution: Execution): void {
    const known = this.#byRun.get(execution.runId) ?? new Set();
    for (const older of known) older.abort("superseded");
    known.add(execution);
    this.#byRun.set(execution.runId, known);
  }

  remove(execution: Execution): void {
    const known = this.#byRun.get(execution.runId);
    known?.delete(execution);
    if (known?.size === 0) this.#byRun.delete(execution.runId);
  }

  of(runId: string): Execution[] {
    return [...(this.#byRun.get(runId) ?? [])];
  }

  runIds(): string[] {
    return [...this.#byRun.keys()];
  }

  all(): Execution[] {
    return [...this.#byRun.values()].flatMap((set) => [...set]);
  }
}
