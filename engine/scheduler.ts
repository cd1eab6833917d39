import type { Pool } from "pg";
import { inTransaction } from "@millrace/platform/db";
import { Broken, messageOf } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { planOf, type CronPlan } from "./cron-plan.ts";
import { dueTimesOf } from "./due-times.ts";
import {
  declareSchedules,
  forgetSchedules,
  keepSchedules,
  lockSchedule,
  readSchedules,
  recordDecision,
  type StoredSchedule,
} from "./queries/schedules.ts";
import { boundIdleTransaction } from "./queries/bound-idle-transaction.ts";
import type { Schedule } from "./schedule.ts";
import { waitFor } from "./waiting.ts";

/** Longest wait between two looks: a schedule resumed or changed elsewhere is noticed within it. */
const lookMs = 5_000;
/** After a look that failed, or found another process deciding. */
const lookAgainMs = 500;
/** A schedule no process has had in its code for this long is gone: longer than any restart. */
const forgottenAfterMs = 120_000;

/** Starts a run once per key; resolves with its id. */
export type StartScheduled = (schedule: Schedule, input: unknown, key: string) => Promise<{ runId: string }>;

interface Options {
  pool: Pool;
  log: Logger;
  schedules: readonly Schedule[];
  start: StartScheduled;
}

/**
 * Starts runs at their planned times. Every worker tries: the row of a schedule is locked for a decision, and a planned
 * time is part of its run's key, so a time has one run whoever decides, twice or after a crash. Times are compared by the
 * database's clock, which all workers share.
 */
export class Scheduler implements AsyncDisposable {
  readonly #options: Options;
  readonly #known: ReadonlyMap<string, { schedule: Schedule; plan: CronPlan }>;
  readonly #closing = new AbortController();
  readonly #openedAtMs = performance.now();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
    const known = options.schedules.map((schedule) => ({ schedule, plan: planOf(schedule) }));
    this.#known = new Map(known.map((entry) => [entry.schedule.name, entry]));
    if (this.#known.size < known.length)
      throw new Broken("Two schedules have the same name: their planned times would share runs.");
  }

  /** Declares what the code has, so that it is listed and can be paused from any process. */
  async declare(): Promise<void> {
    if (this.#known.size === 0) return;
    const declared = [...this.#known.values()].map(({ schedule }) => ({
      ...schedule,
      workflow: schedule.workflow.id,
    }));
    await declareSchedules(this.#options.pool, declared);
  }

  /** Goes on starting runs until disposed. */
  start(): void {
    this.#loop = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    let waitMs = 0;
    while (await waitFor(waitMs, this.#closing.signal)) {
      try {
        waitMs = await this.#look();
      } catch (error) {
        this.#options.log.warn({ reason: messageOf(error) }, "schedules not readable, trying again");
        waitMs = lookAgainMs;
      }
    }
  }

  /** Starts what is due; resolves with how long to wait, ms. */
  async #look(): Promise<number> {
    const { pool, log } = this.#options;
    await keepSchedules(pool, [...this.#known.keys()]);
    await this.#forgetVanished();
    let waitMs = lookMs;
    for (const stored of await readSchedules(pool)) {
      const plan = this.#planFor(stored);
      if (plan === null || stored.isPaused) continue;
      const nextAtMs = plan.nextAfter(stored.decidedUntilMs);
      if (nextAtMs === null) continue;
      if (nextAtMs > stored.nowMs) {
        waitMs = Math.min(waitMs, nextAtMs - stored.nowMs);
        continue;
      }
      const isDecided = await this.#decide(stored.name).catch((error: unknown) => {
        // One schedule that can't be started must not keep the others from their times.
        if (!this.#closing.signal.aborted)
          log.error(
            { schedule: stored.name, reason: messageOf(error) },
            "schedule not started, trying again",
          );
        return null;
      });
      if (isDecided !== null) waitMs = Math.min(waitMs, isDecided ? 0 : lookAgainMs);
    }
    return waitMs;
  }

  async #forgetVanished(): Promise<void> {
    // A process that starts sweeps late: others that start beside it declare theirs first.
    if (performance.now() - this.#openedAtMs < forgottenAfterMs) return;
    const forgotten = await forgetSchedules(this.#options.pool, forgottenAfterMs);
    if (forgotten.length > 0)
      this.#options.log.info({ schedules: forgotten }, "schedules that no code has any more were removed");
  }

  /** The plan of a schedule that is this process's to start: the one its own code has. */
  #planFor({ name, cron, timeZone }: StoredSchedule): CronPlan | null {
    const known = this.#known.get(name);
    const isOurs = known?.schedule.cron === cron && known.schedule.timeZone === timeZone;
    return isOurs ? known.plan : null;
  }

  /** false when another process has the schedule in hand. */
  async #decide(name: string): Promise<boolean> {
    const known = this.#known.get(name);
    if (known === undefined) return false;
    return inTransaction(this.#options.pool, async (client) => {
      await boundIdleTransaction(client);
      const stored = await lockSchedule(client, name);
      if (stored === null) return false;
      if (stored.isPaused) return true;
      const { missedRuns, decidedUntilMs, nowMs } = stored;
      const dueMs = dueTimesOf(known.plan, missedRuns, decidedUntilMs, nowMs);
      let last: { atMs: number; runId: string } | null = null;
      for (const atMs of dueMs) {
        last = { atMs, runId: await this.#startAt(known.schedule, atMs) };
        // The server ends a transaction that falls silent, and a hundred starts take longer than that on a busy machine.
        await recordDecision(client, name, atMs, last);
      }
      await recordDecision(client, name, nowMs, last);
      return true;
    });
  }

  async #startAt(schedule: Schedule, atMs: number): Promise<string> {
    const plannedAt = new Date(atMs).toISOString();
    const { runId } = await this.#options.start(
      schedule,
      schedule.input(plannedAt),
      `${schedule.name}@${plannedAt}`,
    );
    this.#options.log.info({ schedule: schedule.name, plannedAt, runId }, "schedule started a run");
    return runId;
  }
}
