import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until `check` gives something else than null, false or undefined, and returns it: a condition instead of a
 * sleep. Rejects after `patienceMs` (default 40 000) naming what was awaited.
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | null | false | undefined>,
  patienceMs = 40_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await check();
    if (found !== null && found !== false && found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain until ${what}`);
    await delay(20);
  }
}
