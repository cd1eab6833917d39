import type { SyncRate } from "../api.ts";

export interface RateBucket {
  at: string;
  /** Of the busiest second of the bucket: an average would hide a second above the limit. */
  requests: number;
}

export interface RateSummary {
  buckets: RateBucket[];
  secondsPerBucket: number;
  total: number;
  /** Of the busiest second. */
  highest: number;
}

/** What the chart draws of a rate: at most `most` bars, seconds without a request included, the busiest second of each standing for it. */
export function summarizeRate(points: SyncRate["points"], most: number): RateSummary {
  const counts = new Map(points.map(({ at, requests }) => [Math.floor(Date.parse(at) / 1000), requests]));
  const seconds = [...counts.keys()];
  const [first, last] = [Math.min(...seconds), Math.max(...seconds)];
  const total = points.reduce((sum, { requests }) => sum + requests, 0);
  const highest = Math.max(0, ...counts.values());
  if (seconds.length === 0) return { buckets: [], secondsPerBucket: 1, total, highest };
  const secondsPerBucket = Math.max(1, Math.ceil((last - first + 1) / most));
  const count = Math.ceil((last - first + 1) / secondsPerBucket);
  const buckets = Array.from({ length: count }, (_, index) => {
    const from = first + index * secondsPerBucket;
    const inBucket = Array.from(
      { length: secondsPerBucket },
      (_none, offset) => counts.get(from + offset) ?? 0,
    );
    return { at: new Date(from * 1000).toISOString(), requests: Math.max(...inBucket) };
  });
  return { buckets, secondsPerBucket, total, highest };
}
