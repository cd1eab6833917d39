import { setTimeout as delay } from "node:timers/promises";
import { TryAgainLater } from "@millrace/platform/errors";

const firstWaitMs = 250;
const growth = 1.6;
/** A job takes minutes: more often than this nobody needs to ask. */
const longestWaitMs = 10_000;
/** Then the sync gives its place back for a while; asking again costs it no attempt. */
const longestStayMs = 600_000;
const comeBackMs = 30_000;

/** Waits that grow, for one thing that is asked about again and again. */
export interface GrowingWait {
  /** Throws the signal's reason, and `TryAgainLater` with `what` when it has taken ten minutes in all. */
  next(what: string, signal: AbortSignal): Promise<void>;
}

export function growingWait(): GrowingWait {
  let waitMs = firstWaitMs;
  let waitedMs = 0;
  return {
    next: async (what, signal) => {
      if (waitedMs >= longestStayMs) throw new TryAgainLater(what, { afterMs: comeBackMs });
      await sleep(waitMs, signal);
      waitedMs += waitMs;
      waitMs = Math.min(waitMs * growth, longestWaitMs);
    },
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}
