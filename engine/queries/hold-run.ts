import type { Pool, PoolClient } from "pg";
import { codeOf, UserFacingError } from "@millrace/platform/errors";

/** Bringing a run back to work takes a few statements: whoever waits longer waits for a process that hangs. */
const longestWaitMs = 5_000;
const lockNotAvailable = "55P03";

/**
 * Runs `work` while nobody else brings this run back to work: what it reads of the run holds until it has acted on it. Waits
 * for whoever does, and throws `run_active` after five seconds; a run may be held again inside. When `work` fails the run is
 * held as long as the connection, so throw that away (`onOneConnection` does).
 */
export async function holdingRun<T>(client: PoolClient, runId: string, work: () => Promise<T>): Promise<T> {
  await lock(client, runId);
  const result = await work();
  await client.query("select pg_advisory_unlock(hashtextextended('millrace.run.' || $1, 0))", [runId]);
  return result;
}

/** Lends a connection of its own, which is thrown away when `work` fails: what it holds ends with it. */
export async function onOneConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isClean = false;
  try {
    const result = await work(client);
    isClean = true;
    return result;
  } finally {
    client.release(!isClean);
  }
}

async function lock(client: PoolClient, runId: string): Promise<void> {
  try {
    // The time-out is this statement's only, the lock the session's.
    await client.query(
      "select set_config('lock_timeout', $2, true), pg_advisory_lock(hashtextextended('millrace.run.' || $1, 0))",
      [runId, String(longestWaitMs)],
    );
  } catch (error) {
    if (codeOf(error) !== lockNotAvailable) throw error;
    throw new UserFacingError(
      "run_active",
      `Run ${runId} is being brought back to work by somebody else: look at it again in a moment.`,
      { cause: error },
    );
  }
}
