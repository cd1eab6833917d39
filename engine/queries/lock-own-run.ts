import type { PoolClient } from "pg";
import { idleTransactionMs } from "./bound-idle-transaction.ts";

/**
 * Locks a run against being moved until this transaction ends; false when it is not held under this claim any more. Several
 * transactions of one run may hold it at once. One that falls silent is ended by the server: it must not hold up a takeover.
 */
export async function lockOwnRun(client: PoolClient, runId: string, ownerToken: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `with bound as materialized (select set_config('idle_in_transaction_session_timeout', $3, true))
     select 1 from bound, dbos.workflow_status w
     where w.workflow_uuid = $1 and w.owner_xid = $2 and w.status = 'PENDING'
     for share of w`,
    [runId, ownerToken, String(idleTransactionMs)],
  );
  return rowCount === 1;
}
