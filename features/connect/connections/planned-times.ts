import { planOf } from "@millrace/engine";
import type { ConnectionSchedule } from "../contract.ts";

/** Planned times started at once after a long pause by the policy `all`. */
export const mostCaughtUp = 100;
/** A planned time nobody started within this was missed. */
const missedAfterMs = 90_000;

interface Plan {
  nextAfter(instantMs: number): number | null;
  /** The newest planned times after one and not after the other instant, oldest first. */
  newestWithin(afterMs: number, untilMs: number, most: number): number[];
}

/** The planned times of a schedule. Throws `Broken` for a cron expression or time zone that is none. */
export function planOfSchedule(schedule: ConnectionSchedule): Plan {
  const { cron, every_minutes: everyMinutes, time_zone: timeZone } = schedule;
  if (everyMinutes !== undefined) return everyPlan(everyMinutes * 60_000);
  return planOf({ name: "of the connection", cron: cron ?? "", timeZone });
}

/** Multiples of the interval since the epoch: the same in every process, whenever it started. */
function everyPlan(intervalMs: number): Plan {
  const lastUntil = (instantMs: number) => Math.floor(instantMs / intervalMs) * intervalMs;
  return {
    nextAfter: (instantMs) => lastUntil(instantMs) + intervalMs,
    newestWithin: (afterMs, untilMs, most) => {
      const times: number[] = [];
      for (let at = lastUntil(untilMs); at > afterMs && times.length < most; at -= intervalMs) times.push(at);
      return times.reverse();
    },
  };
}

/** The planned times to start now, oldest first: those that just came, and of the missed ones what the schedule says. */
export function dueTimes(schedule: ConnectionSchedule, decidedUntilMs: number, nowMs: number): number[] {
  const plan = planOfSchedule(schedule);
  const missedUntilMs = Math.max(decidedUntilMs, nowMs - missedAfterMs);
  const fresh = plan.newestWithin(missedUntilMs, nowMs, 2);
  if (schedule.missed === "skip" || (schedule.missed === "latest" && fresh.length > 0)) return fresh;
  const most = schedule.missed === "all" ? mostCaughtUp : 1;
  return [...plan.newestWithin(decidedUntilMs, missedUntilMs, most), ...fresh];
}
