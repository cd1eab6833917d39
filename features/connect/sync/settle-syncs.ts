import type { Engine, RunSummary } from "@millrace/engine";
import type { Clock } from "@millrace/platform/clock";
import { inTransaction, type Database } from "@millrace/platform/db";
import { discardSync } from "../contract.ts";
import { listSyncStreams } from "../queries/sync-streams.ts";
import { endSync, getSync, listLeftSyncs, listOpenSyncs, type StoredSync } from "../queries/syncs.ts";
import { beginRun } from "./begin-run.ts";
import { closeSync } from "./close-sync.ts";
import { publishSync } from "./publish-sync.ts";

export interface Settling {
  db: Database;
  clock: Clock;
  engine: Pick<Engine, "list" | "start">;
}

/** A place is taken a moment before its run begins. */
const beginWithinMs = 5_000;
/** A run that had begun and is not to be found was deleted; a moment of doubt is no reason to end its sync. */
const goneAfterMs = 3_600_000;
/** A failed sync may be mended and go on where it was: what it left is kept for a day of work. */
const keepFailedMs = 24 * 3_600_000;
/** What could not be removed in so many days is a dead letter by now. */
const discardWithinDays = 7;

/**
 * Brings syncs up to what became of their runs: one whose run ended elsewhere ends, one whose run never began, because the
 * process died in between, begins, and what an ended one left at its destination is removed.
 */
export async function settleSyncs(settling: Settling): Promise<void> {
  const { db, engine } = settling;
  const open = await listOpenSyncs(db.pool);
  const runs = await runsOf(engine, open);
  for (const sync of open) await settle(settling, sync, runs.get(sync.runId));
  await discardLeft(settling);
}

/** Ends a sync whose run has ended without it, and has what it left removed. */
export async function endAs(
  settling: Settling,
  sync: Pick<StoredSync, "id">,
  outcome: "cancelled" | "failed",
  message: string | null,
): Promise<void> {
  const { db, clock } = settling;
  await endSync(db.pool, sync.id, { outcome, message, isGreen: outcome === "failed" ? false : null });
  await publishSync(db.pool, sync.id, null, { nowMs: clock.now(), budget: null });
  const ended = await getSync(db.pool, sync.id);
  if (ended !== null && ended.outcome === "cancelled") await startDiscard(settling, ended);
}

async function runsOf(
  engine: Pick<Engine, "list">,
  syncs: readonly StoredSync[],
): Promise<Map<string, RunSummary>> {
  if (syncs.length === 0) return new Map();
  const { items } = await engine.list({ runIds: syncs.map(({ runId }) => runId), limit: syncs.length });
  return new Map(items.map((run) => [run.runId, run]));
}

async function settle(settling: Settling, sync: StoredSync, run: RunSummary | undefined): Promise<void> {
  if (run === undefined) return settleWithoutRun(settling, sync);
  if (run.status === "cancelled" || run.status === "failed")
    return endAs(settling, sync, run.status, run.error?.message ?? null);
  if (run.status === "succeeded") await endDelivered(settling, sync);
}

async function settleWithoutRun(settling: Settling, sync: StoredSync): Promise<void> {
  const nowMs = settling.clock.now();
  if (sync.startedAt === null) {
    if (nowMs - Date.parse(sync.createdAt) > beginWithinMs)
      await beginRun(settling, sync.id, sync.connectionId);
    return;
  }
  if (nowMs - Date.parse(sync.startedAt) > goneAfterMs)
    await endAs(settling, sync, "failed", "Its run is gone from the engine. Start another sync.");
}

/** Its run succeeded and it is open: another run of it had begun meanwhile. How it ended is what its streams say. */
async function endDelivered(settling: Settling, sync: StoredSync): Promise<void> {
  const { db, clock } = settling;
  const streams = await listSyncStreams(db.pool, [sync.id]);
  const isDelivered = streams.length > 0 && streams.every(({ status }) => status === "done");
  if (!isDelivered)
    return endAs(
      settling,
      sync,
      "failed",
      "Its run ended before every stream was delivered. Start another sync.",
    );
  await inTransaction(db.pool, (client) => closeSync(client, sync.id, clock.now()));
}

/** A process may die between a sync's end and this; what failed is kept for a while. */
async function discardLeft(settling: Settling): Promise<void> {
  const { db, clock, engine } = settling;
  const left = (await listLeftSyncs(db.pool, discardWithinDays)).filter(
    ({ outcome, endedAt }) =>
      outcome === "cancelled" || clock.now() - Date.parse(endedAt ?? "") >= keepFailedMs,
  );
  const runs = await runsOf(engine, left);
  for (const sync of left) {
    const status = runs.get(sync.runId)?.status;
    // It is about to go on, or to stop.
    if (status === "queued" || status === "running") continue;
    await startDiscard(settling, sync);
  }
}

/** Once for each time it ends: it may go on in between. */
async function startDiscard({ engine }: Settling, sync: StoredSync): Promise<void> {
  if (sync.kind === "dry_run") return;
  await engine.start(discardSync, { sync_id: sync.id }, { key: `${sync.id}/${sync.endedAt}` });
}
