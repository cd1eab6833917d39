import type { Pool } from "pg";
import type { RetentionPolicy } from "./operations.ts";
import { pruneBatch, type PruneLimits, type PrunePosition } from "./queries/prune-batch.ts";

/** Runs deleted per statement: short locks on a table every worker claims from. */
const batchSize = 500;

const beginning: PrunePosition = { endedAtMs: 0, runId: "" };

/**
 * Deletes what the policy no longer keeps; `nowMs` is the instant it is measured from. Again from the beginning as long as
 * something went: children go once their parents have gone. One process at a time; another one finds nothing to do.
 */
export async function pruneRuns(pool: Pool, policy: RetentionPolicy, nowMs: number): Promise<number> {
  const limits: PruneLimits = {
    finishedBeforeMs: nowMs - policy.finishedMs,
    deadBeforeMs: policy.deadLettersMs === null ? null : nowMs - policy.deadLettersMs,
  };
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ is_mine: boolean }>(
      "select pg_try_advisory_lock(hashtext('millrace.engine.prune')) as is_mine",
    );
    if (rows[0]?.is_mine !== true) return 0;
    let pruned = 0;
    for (;;) {
      let went = 0;
      let from: PrunePosition | null = beginning;
      while (from !== null) {
        const batch = await pruneBatch(client, limits, { from, limit: batchSize });
        went += batch.deleted;
        from = batch.last;
      }
      pruned += went;
      if (went === 0) break;
    }
    // Not left to the session's end, which comes some time after its release.
    await client.query("select pg_advisory_unlock(hashtext('millrace.engine.prune'))");
    return pruned;
  } finally {
    // Ending the session gives the lock back when something failed above.
    client.release(true);
  }
}
