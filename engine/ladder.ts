import type { RetryPolicy } from "./workflow.ts";
import type { StoredError } from "./stored-error.ts";

export const defaultRetryPolicy: Required<RetryPolicy> = {
  maxAttempts: 5,
  baseDelayMs: 500,
  maxDelayMs: 60_000,
};

/** What to do after a failed try. */
export type Decision = { next: "end" } | { next: "retry"; afterMs: number; costsAttempt: boolean };

/**
 * The error ladder, pure. `spent` counts the tries that cost an attempt, the failed one included when it does.
 * Backoff is exponential with full jitter: uniform in 0..min(maxDelayMs, baseDelayMs × 2^(spent − 1)).
 */
export function decideNext(
  error: StoredError,
  spentBefore: number,
  retry: RetryPolicy,
  random: () => number,
): Decision {
  const policy = { ...defaultRetryPolicy, ...retry };
  if (error.rung === "try_again_later")
    return { next: "retry", afterMs: Math.max(0, error.afterMs ?? 0), costsAttempt: false };
  if (error.rung !== "transient") return { next: "end" };
  const spent = spentBefore + 1;
  if (spent >= policy.maxAttempts) return { next: "end" };
  const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (spent - 1));
  return { next: "retry", afterMs: Math.round(random() * ceilingMs), costsAttempt: true };
}
