/** What comes next of an input: bytes, its end, nothing for a while, or one of the signals. */
export type NextChunk = Uint8Array | "ended" | "quiet" | "stopped";

/**
 * Reads an input piece by piece, each with a patience of its own (ms; null: for ever). A piece that came after the patience
 * had ended is given the next time. Rejects with what the input throws.
 */
export function nextChunk(
  input: AsyncIterable<Uint8Array>,
  signals: readonly AbortSignal[],
): (patienceMs: number | null) => Promise<NextChunk> {
  const iterator = input[Symbol.asyncIterator]();
  let arrived: { chunk: NextChunk } | { error: unknown } | null = null;
  let isReading = false;
  let wake = (): void => undefined;
  const read = async (): Promise<void> => {
    isReading = true;
    try {
      const result = await iterator.next();
      arrived = { chunk: result.done === true ? "ended" : result.value };
    } catch (error) {
      arrived = { error };
    }
    isReading = false;
    wake();
  };
  for (const signal of signals) signal.addEventListener("abort", () => wake(), { once: true });
  const take = (): NextChunk | null => {
    if (signals.some(({ aborted }) => aborted)) return "stopped";
    const got = arrived;
    arrived = null;
    if (got !== null && "error" in got) throw got.error;
    return got?.chunk ?? null;
  };
  return async (patienceMs) => {
    const there = take();
    if (there !== null) return there;
    if (!isReading) void read();
    // A promise for each waiting: a race with one that lasts would keep what it was raced with.
    const woken = Promise.withResolvers<void>();
    wake = woken.resolve;
    const timer = patienceMs === null ? undefined : setTimeout(wake, patienceMs);
    await woken.promise;
    clearTimeout(timer);
    return take() ?? "quiet";
  };
}
