/** Bounds of a time-out, ms. */
export interface TimeoutBounds {
  minMs: number;
  maxMs: number;
}

export const defaultTimeoutBounds: TimeoutBounds = { minMs: 5_000, maxMs: 60_000 };

/** Below this many answers the latencies say little; the middle of the bounds is used. */
const fewestSamples = 5;
/** The last answers a call's time-out is computed from. */
export const latencySamples = 50;
/** Room above the slow answers seen: three times the 95th percentile lets a vendor get slower without failing. */
const headroom = 3;

/**
 * How long to wait for a vendor's answer to begin, ms: three times the 95th percentile of its last latencies, within
 * bounds. A request that timed out counts as a latency of its time-out, so a vendor that grows slow is given more time.
 */
export function adaptiveTimeoutMs(
  latenciesMs: readonly number[],
  bounds: TimeoutBounds = defaultTimeoutBounds,
): number {
  if (latenciesMs.length < fewestSamples) return (bounds.minMs + bounds.maxMs) / 2;
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? bounds.maxMs;
  return Math.round(Math.min(Math.max(p95 * headroom, bounds.minMs), bounds.maxMs));
}

/** The last latencies by vendor and call, in memory: a new process starts from the middle of the bounds. */
export class LatencyLog {
  readonly #latencies = new Map<string, number[]>();

  record(name: string, latencyMs: number): void {
    const latencies = this.#latencies.get(name) ?? [];
    latencies.push(latencyMs);
    if (latencies.length > latencySamples) latencies.shift();
    this.#latencies.set(name, latencies);
  }

  of(name: string): readonly number[] {
    return this.#latencies.get(name) ?? [];
  }
}
