import type { Engine } from "@millrace/engine";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import { discardSync, syncConnection } from "../contract.ts";
import { endSync, listOpenSyncs, type StoredSync } from "../queries/syncs.ts";
import { publishSync } from "./publish-sync.ts";

export interface Settling {
  db: Database;
  clock: Clock;
  engine: Pick<Engine, "list" | "start">;
}

/** A place is taken a moment before its run begins. */
const beginWithinMs = 5_000;

/**
 * Brings syncs up to what became of their runs: one whose run was cancelled elsewhere ends, and what it left at its destination
 * is removed; one whose run never began, because the process died in between, begins.
 */
export async function settleSyncs({ db, clock, engine }: Settling): Promise<void> {
  const open = await listOpenSyncs(db.pool);
  if (open.length === 0) return;
  const { items } = await engine.list({ runIds: open.map(({ runId }) => runId), limit: open.length });
  const runs = new Map(items.map((run) => [run.runId, run]));
  for (const sync of open) {
    const run = runs.get(sync.runId);
    if (run === undefined) {
      if (clock.now() - Date.parse(sync.createdAt) > beginWithinMs)
        await engine.start(
          syncConnection,
          { sync_id: sync.id, connection_id: sync.connectionId },
          { key: sync.id },
        );
    } else if (run.status === "cancelled" || run.status === "failed")
      await endAs({ db, clock, engine }, sync, run.status, run.error?.message ?? null);
  }
}

/** Ends a sync whose run has ended without it, and has what it left removed. */
export async function endAs(
  { db, clock, engine }: Settling,
  sync: Pick<StoredSync, "id" | "connectionId" | "kind">,
  outcome: "cancelled" | "failed",
  message: string | null,
): Promise<void> {
  await endSync(db.pool, sync.id, { outcome, message, isGreen: outcome === "failed" ? false : null });
  await publishSync(db.pool, sync.id, null, { nowMs: clock.now(), budget: null });
  if (outcome === "cancelled" && sync.kind !== "dry_run")
    await engine.start(discardSync, { sync_id: sync.id }, { key: sync.id });
}
