import type { RunRate } from "@millrace/server/contract";

/** What a window comes to. */
export interface RateTotals {
  ended: number;
  failed: number;
  /** Failed of those that succeeded or failed; null when none did. */
  failedShare: number | null;
}

export function totalsOf(rates: readonly RunRate[]): RateTotals {
  const sum = (pick: (rate: RunRate) => number) => rates.reduce((total, rate) => total + pick(rate), 0);
  const succeeded = sum((rate) => rate.succeeded);
  const failed = sum((rate) => rate.failed);
  const judged = succeeded + failed;
  return {
    ended: judged + sum((rate) => rate.cancelled),
    failed,
    failedShare: judged === 0 ? null : failed / judged,
  };
}

/** The latest slice in which anything ended: what latency is now. */
export function latestLatency(rates: readonly RunRate[]): RunRate | null {
  return rates.findLast((rate) => rate.p50_ms !== null) ?? null;
}
