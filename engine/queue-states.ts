import type { Pool } from "pg";
import type { QueueSettings } from "./engine.ts";
import type { QueueState } from "./operations.ts";
import { readQueueLoads } from "./queries/read-queues.ts";

/** What each declared queue is allowed and what is on it. */
export async function readQueueStates(pool: Pool, queues: readonly QueueSettings[]): Promise<QueueState[]> {
  const loads = await readQueueLoads(
    pool,
    queues.map((queue) => queue.name),
  );
  const byName = new Map(queues.map((queue) => [queue.name, queue]));
  return loads.flatMap((load) => {
    const settings = byName.get(load.name);
    if (settings === undefined) return [];
    const { concurrency, workerConcurrency, concurrencyPerKey = null, rateLimit = null } = settings;
    return [{ ...load, concurrency, workerConcurrency, concurrencyPerKey, rateLimit }];
  });
}
