import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { UserFacingError } from "@millrace/platform/errors";
import { planOf } from "./cron-plan.ts";
import type { Schedules, ScheduleState } from "./operations.ts";
import {
  readSchedules,
  recordExtraRun,
  setSchedulePaused,
  type StoredSchedule,
} from "./queries/schedules.ts";
import type { Schedule } from "./schedule.ts";
import type { StartScheduled } from "./scheduler.ts";

/** What an operator sees and does with schedules, from any process. */
export class DurableSchedules implements Schedules {
  readonly #pool: Pool;
  readonly #known: ReadonlyMap<string, Schedule>;
  readonly #start: StartScheduled;

  constructor(options: { pool: Pool; schedules: readonly Schedule[]; start: StartScheduled }) {
    this.#pool = options.pool;
    this.#known = new Map(options.schedules.map((schedule) => [schedule.name, schedule]));
    this.#start = options.start;
  }

  async list(): Promise<ScheduleState[]> {
    return (await readSchedules(this.#pool)).map(stateOf);
  }

  pause(name: string): Promise<void> {
    return this.#setPaused(name, true);
  }

  resume(name: string): Promise<void> {
    return this.#setPaused(name, false);
  }

  async runNow(name: string): Promise<string> {
    const schedule = this.#known.get(name);
    if (schedule === undefined) throw noSchedule(name);
    const plannedAt = new Date().toISOString();
    const key = `${name}@${plannedAt}-${randomUUID().slice(0, 8)}`;
    const { runId } = await this.#start(schedule, schedule.input(plannedAt), key);
    await recordExtraRun(this.#pool, name, runId);
    return runId;
  }

  async #setPaused(name: string, isPaused: boolean): Promise<void> {
    if (!(await setSchedulePaused(this.#pool, name, isPaused))) throw noSchedule(name);
  }
}

function noSchedule(name: string): UserFacingError {
  return new UserFacingError(
    "schedule_not_found",
    `There is no schedule ${name}: check the name in the list of schedules.`,
  );
}

function stateOf(stored: StoredSchedule): ScheduleState {
  const { name, workflow, cron, timeZone, missedRuns, isPaused, lastAtMs, lastRunId } = stored;
  const nextAtMs = isPaused ? null : planOf(stored).nextAfter(stored.decidedUntilMs);
  return {
    name,
    workflow,
    cron,
    timeZone,
    missedRuns,
    isPaused,
    nextAt: nextAtMs === null ? null : new Date(nextAtMs).toISOString(),
    lastAt: lastAtMs === null ? null : new Date(lastAtMs).toISOString(),
    lastRunId,
  };
}
