/** Requests in flight per key (account and host) in this process; first come, first served. */
export class HostSlots {
  readonly #hosts = new Map<string, { inFlight: number; queue: (() => void)[] }>();

  /**
   * Resolves when fewer than `limit` hold a slot of the key. Dispose what it returns to give the slot back.
   * Throws the signal's reason when aborted while waiting.
   */
  async acquire(key: string, limit: number, signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    const host = this.#hosts.get(key) ?? { inFlight: 0, queue: [] };
    this.#hosts.set(key, host);
    if (host.inFlight < Math.max(limit, 1)) host.inFlight += 1;
    else await queueIn(host.queue, signal);
    return { [Symbol.dispose]: () => this.#release(key) };
  }

  #release(key: string): void {
    const host = this.#hosts.get(key);
    if (host === undefined) return;
    const next = host.queue.shift();
    // A waiting request inherits the slot, so the count stays.
    if (next !== undefined) next();
    else host.inFlight -= 1;
    if (host.inFlight === 0) this.#hosts.delete(key);
  }
}

async function queueIn(queue: (() => void)[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const giveUp = () => {
    const index = queue.indexOf(resolve);
    if (index < 0) return;
    queue.splice(index, 1);
    reject(signal.reason);
  };
  signal.addEventListener("abort", giveUp, { once: true });
  queue.push(resolve);
  try {
    await promise;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
