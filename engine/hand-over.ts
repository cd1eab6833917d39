import type { Pool } from "pg";
import type { Logger } from "@millrace/platform/telemetry";
import { handBackRuns } from "./queries/put-back-runs.ts";

/** Puts every run this executor still holds back on its queue; another process goes on at its first unfinished step. */
export async function handOver(pool: Pool, executorId: string, log: Logger): Promise<void> {
  const runs = await handBackRuns(pool, executorId);
  if (runs > 0) log.info({ runs }, "runs handed over");
}
