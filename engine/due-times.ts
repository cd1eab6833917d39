import type { CronPlan } from "./cron-plan.ts";
import type { MissedRuns } from "./operations.ts";

/** A planned time nobody started within this was missed: longer than a takeover, shorter than a minutely plan. */
export const missedAfterMs = 30_000;

/** Missed times started by the policy `all`: what a person still wants after a long weekend, not a flood after a year. */
export const mostCaughtUp = 100;

/**
 * The planned times to start now, oldest first (epoch ms), of those after `decidedUntilMs`: the ones that just came, and
 * of the missed ones what the policy says. `latest` is for work that catches up by itself: one start is enough.
 */
export function dueTimesOf(
  plan: CronPlan,
  missedRuns: MissedRuns,
  decidedUntilMs: number,
  nowMs: number,
): number[] {
  const missedUntilMs = Math.max(decidedUntilMs, nowMs - missedAfterMs);
  // A plan by the second has as many in this window as seconds.
  const fresh = plan.newestWithin(missedUntilMs, nowMs, missedAfterMs / 1_000 + 1);
  if (missedRuns === "skip" || (missedRuns === "latest" && fresh.length > 0)) return fresh;
  const missed = plan.newestWithin(decidedUntilMs, missedUntilMs, missedRuns === "all" ? mostCaughtUp : 1);
  return [...missed, ...fresh];
}
