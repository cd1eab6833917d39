import { DBOS } from "@dbos-inc/dbos-sdk";
import type { PoolClient } from "pg";
import { engineRunTables } from "./queries/run-tables.ts";

/**
 * Deletes runs with everything the engine keeps of them: their keys may start again. The engine's own rows go first, so
 * that after a crash between the two the runs are still found. Call it outside a workflow's context.
 */
export async function forgetRuns(client: PoolClient, runIds: readonly string[]): Promise<void> {
  const deletions = engineRunTables.map(
    (table, index) => `gone_${index} as (delete from ${table} where run_id = any($1))`,
  );
  await client.query(`with ${deletions.join(", ")} select`, [runIds]);
  await DBOS.deleteWorkflows([...runIds]);
}
