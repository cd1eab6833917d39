import type { Pool } from "pg";
import type { Logger } from "@millrace/platform/telemetry";
import { withDurableClient } from "./durable-client.ts";
import { readPendingByQueue } from "./queries/pending-runs.ts";

/** Puts every run this executor still holds back on its queue; another process goes on at its first unfinished step. */
export async function handOver(options: {
  databaseUrl: string;
  pool: Pool;
  executorId: string;
  log: Logger;
}): Promise<void> {
  const pending = await readPendingByQueue(options.pool, options.executorId);
  if (pending.size === 0) return;
  await withDurableClient(options, async (client) => {
    for (const [queueName, runIds] of pending) {
      await client.resumeWorkflows(runIds, { queueName });
      options.log.info({ queue: queueName, runs: runIds.length }, "runs handed over");
    }
  });
}
