import type { PoolClient } from "pg";

/** Longer than any pause between two statements of ours, shorter than a worker's silence before it is taken for dead. */
export const idleTransactionMs = 4_000;

/**
 * Lets the server end this transaction when its client falls silent (paused, its machine gone): a worker's death must
 * not leave locks behind that keep others from taking over.
 */
export async function boundIdleTransaction(client: PoolClient): Promise<void> {
  await client.query(`set local idle_in_transaction_session_timeout = ${idleTransactionMs}`);
}
