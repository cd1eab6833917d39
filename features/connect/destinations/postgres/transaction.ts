import type { ClientBase, Pool } from "pg";
import { ladderFault } from "./faults.ts";

/** A change of a table that waits for a long reader makes all others wait behind it: give up, and try again later. */
const lockTimeoutMs = 60_000;

/**
 * Runs `work` in one transaction, its clock in UTC. An aborted signal cuts the connection, and the server rolls back. Throws by
 * the ladder, or the signal's reason.
 */
export async function inTransactionOf<Result>(
  pool: Pool,
  signal: AbortSignal | null,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const client = await pool.connect().catch((error: unknown) => {
    throw ladderFault(error);
  });
  // With a statement under way this drops the connection instead of waiting.
  const cut = (): void => void client.end();
  signal?.addEventListener("abort", cut, { once: true });
  let isCommitted = false;
  try {
    await client.query(`begin; set local time zone 'UTC'; set local lock_timeout = '${lockTimeoutMs}ms'`);
    const result = await work(client);
    await client.query("commit");
    isCommitted = true;
    return result;
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw ladderFault(error);
  } finally {
    signal?.removeEventListener("abort", cut);
    // A connection whose transaction failed is thrown away: the server rolls back, whatever state it was in.
    client.release(!isCommitted);
  }
}

/** Holds a name for the rest of the transaction: whoever else locks it waits. */
export async function lockName(client: ClientBase, name: string): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`millrace ${name}`]);
}
