import { toleranceMsOf } from "./budget-lease.ts";
import type { Budget } from "./index.ts";
import { withBooking, type Grants } from "./others-use.ts";

/** Fewer answers say nothing of what is usual. */
const fewestSamples = 5;
/** The usual latency: that of three answers in four, since a vendor needs longer for some pages than for others. */
const usualShare = 0.75;
/** More is not given away for one slow answer, in tolerances: one answer in four is slow, so less than one is lost on average. */
const mostTolerances = 3;

/** How much longer than usual an answer took, ms; 0 for most. */
export function excessOf(latencyMs: number, recent: readonly number[]): number {
  if (recent.length < fewestSamples) return 0;
  const sorted = recent.toSorted((a, b) => a - b);
  return Math.max(latencyMs - (sorted[Math.ceil(sorted.length * usualShare) - 1] ?? latencyMs), 0);
}

/**
 * How much later than its permit's instant a request may have reached the vendor, ms, beyond what the tolerance covers: as much
 * longer as its answer took than usual. A request that was held up on its way would else share the vendor's window with one more
 * than permitted.
 */
export function latenessOf(excessMs: number, budget: Budget): number {
  // The default tolerance is wide enough; on a busy machine every answer is late, and nobody would get on.
  if (budget.toleranceMs === undefined) return 0;
  const lateMs = excessMs - toleranceMsOf(budget) / 2;
  return Math.min(Math.max(lateMs, 0), toleranceMsOf(budget) * mostTolerances);
}

/** The grants with the one for an instant a little later; as they are when it is not among them any more. */
export function withDelay(grants: Grants, instantMs: number, delayMs: number, budget: Budget): Grants {
  const slot = grants.atMs.findIndex((at) => at >= instantMs);
  const count = grants.counts[slot] ?? 0;
  if (count === 0) return grants;
  const without = { atMs: grants.atMs, counts: grants.counts.with(slot, count - 1) };
  return withBooking(without, 1, instantMs + delayMs, budget);
}
