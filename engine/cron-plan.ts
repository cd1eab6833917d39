import { Cron } from "croner";
import { Broken } from "@millrace/platform/errors";

/** The planned times of a cron expression in a time zone. */
export interface CronPlan {
  /** The first planned time after an instant, epoch ms; null when there is none any more. */
  nextAfter(instantMs: number): number | null;
  /** The newest planned times after `afterMs` and not after `untilMs`, at most `most`, oldest first; epoch ms. */
  newestWithin(afterMs: number, untilMs: number, most: number): number[];
}

/**
 * Reads a cron expression. Clock changes are treated as Vixie cron does: a job at fixed times runs once when its time
 * comes twice and right after the gap when its time does not exist; a job with a wildcard or a step in its hours or minutes
 * runs by elapsed time. Throws `Broken` naming the schedule.
 */
export function planOf(schedule: { name: string; cron: string; timeZone: string }): CronPlan {
  const cron = parse(schedule);
  return {
    nextAfter: (instantMs) => cron.nextRun(new Date(instantMs))?.getTime() ?? null,
    newestWithin: (afterMs, untilMs, most) =>
      cron
        // Planned times are whole seconds, and the reference itself is not among its previous runs.
        .previousRuns(most, new Date(Math.floor(untilMs / 1_000) * 1_000 + 1_000))
        .map((time) => time.getTime())
        .filter((timeMs) => timeMs > afterMs)
        .reverse(),
  };
}

function parse({ name, cron, timeZone }: { name: string; cron: string; timeZone: string }): Cron {
  assertTimeZone(name, timeZone);
  try {
    return new Cron(cron, {
      timezone: timeZone,
      mode: "5-or-6-parts",
      fixedTimeRule: "no-wildcard",
      paused: true,
    });
  } catch (error) {
    throw new Broken(`Schedule ${name} has the cron expression "${cron}", which is not valid.`, {
      cause: error,
    });
  }
}

function assertTimeZone(name: string, timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (error) {
    throw new Broken(`Schedule ${name} has the time zone "${timeZone}", which is not an IANA name.`, {
      cause: error,
    });
  }
}
