/** Longest delay setTimeout takes. */
const longestTimerMs = 2_147_483_647;

/** A promise that never settles: the run it holds is handed to another process. */
export function park<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

/** Resolves after `ms` (true) or as soon as one of the signals aborts (false). Never rejects. */
export function waitFor(ms: number, ...signals: AbortSignal[]): Promise<boolean> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve(false);
  if (ms <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (isOver: boolean): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", onAbort);
      resolve(isOver);
    };
    const onAbort = (): void => finish(false);
    const timer = setTimeout(() => finish(true), Math.min(ms, longestTimerMs));
    for (const signal of signals) signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Waits until a moment, however far away; false when a signal aborted first. */
export async function waitUntil(
  atMs: number,
  now: () => number,
  ...signals: AbortSignal[]
): Promise<boolean> {
  while (now() < atMs) {
    if (!(await waitFor(atMs - now(), ...signals))) return false;
  }
  return !signals.some((signal) => signal.aborted);
}
