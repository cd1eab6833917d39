import type { Clock } from "@millrace/platform/clock";

/** The vendor's window: one second, sliding. */
export const windowMs = 1_000;

/** What the limit says to one arrival. */
export interface Admission {
  isPermitted: boolean;
  /** Requests that could still come now. */
  remaining: number;
  /** Milliseconds until one more could, when none can. */
  resetMs: number;
}

/** A strict limit per second by the instants of arrival, and somebody else who uses the same account. */
export interface RateWindow {
  /** Counts a request; one that is refused does not count against the limit. */
  arrive(): Admission;
  setLimit(requestsPerSecond: number): void;
  /** Somebody else asks so often from now on, evenly; 0: no more. */
  setOthers(requestsPerSecond: number): void;
  /** Somebody else asks so many times at once; gives how many were permitted. */
  takeByOthers(times: number): number;
  counts(): { permitted: number; refused: number; othersPermitted: number; othersRefused: number };
  clear(): void;
}

export function createRateWindow(clock: Clock, requestsPerSecond: number): RateWindow {
  let limit = requestsPerSecond;
  let arrivals: number[] = [];
  let others = { everyMs: Number.POSITIVE_INFINITY, nextMs: Number.POSITIVE_INFINITY };
  const zero = { permitted: 0, refused: 0, othersPermitted: 0, othersRefused: 0 };
  let counts = { ...zero };

  const admitAt = (atMs: number): boolean => {
    arrivals = arrivals.filter((arrival) => arrival > atMs - windowMs);
    if (arrivals.length >= limit) return false;
    arrivals.push(atMs);
    return true;
  };
  const countOther = (atMs: number): boolean => {
    const isPermitted = admitAt(atMs);
    counts[isPermitted ? "othersPermitted" : "othersRefused"] += 1;
    return isPermitted;
  };
  /** Their requests are made up for when somebody looks: no timer runs. */
  const catchUp = (nowMs: number): void => {
    for (; others.nextMs <= nowMs; others.nextMs += others.everyMs) countOther(others.nextMs);
  };
  return {
    arrive: () => {
      const nowMs = clock.now();
      catchUp(nowMs);
      const isPermitted = admitAt(nowMs);
      counts[isPermitted ? "permitted" : "refused"] += 1;
      const remaining = limit - arrivals.length;
      const resetMs = remaining > 0 ? 0 : Math.max((arrivals[0] ?? nowMs) + windowMs - nowMs, 0);
      return { isPermitted, remaining, resetMs };
    },
    setLimit: (next) => void (limit = next),
    setOthers: (perSecond) => {
      const nowMs = clock.now();
      catchUp(nowMs);
      const everyMs = perSecond > 0 ? windowMs / perSecond : Number.POSITIVE_INFINITY;
      others = { everyMs, nextMs: perSecond > 0 ? nowMs : Number.POSITIVE_INFINITY };
    },
    takeByOthers: (times) => {
      const nowMs = clock.now();
      catchUp(nowMs);
      return Array.from({ length: times }, () => countOther(nowMs)).filter(Boolean).length;
    },
    counts: () => ({ ...counts }),
    clear: () => {
      arrivals = [];
      counts = { ...zero };
      others = { everyMs: Number.POSITIVE_INFINITY, nextMs: Number.POSITIVE_INFINITY };
    },
  };
}
