import type { Pool } from "pg";
import { publishEvents, type Queryable } from "@millrace/platform/events";
import { readBudgets } from "@millrace/platform/http";
import { connectEvents, type Sync } from "../contract.ts";
import { getSync } from "../queries/syncs.ts";
import { listSyncStreams } from "../queries/sync-streams.ts";
import { describeSync, type SyncRun } from "./describe-sync.ts";

/** Tells live pages how a sync stands. `run`: what its run is just now. */
export async function publishSync(
  db: Queryable,
  id: string,
  run: SyncRun | null,
  { nowMs, budget }: { nowMs: number; budget: Sync["budget"] },
): Promise<void> {
  const stored = await getSync(db, id);
  if (stored === null) return;
  const payload = describeSync(stored, await listSyncStreams(db, [id]), run, { nowMs, budget });
  await publishEvents(db, [{ type: connectEvents.sync, subject: id, payload }]);
}

/** How much of an account's rate is used at this moment; null when it was never used. */
export async function readBudgetOf(pool: Pool, account: string | null): Promise<Sync["budget"]> {
  if (account === null) return null;
  const found = (await readBudgets(pool)).find((budget) => budget.account === account);
  if (found === undefined) return null;
  return {
    account,
    requests_per_second: found.allowed / (found.periodMs / 1_000),
    used_percent: (found.spent / found.allowed) * 100,
  };
}
