import { runIdOf } from "@millrace/engine";
import { HttpProblem } from "@millrace/platform/api";
import { syncConnection, type SyncKind } from "../contract.ts";
import { takePlace } from "../queries/syncs.ts";
import { beginRun } from "./begin-run.ts";
import { settleSyncs, type Settling } from "./settle-syncs.ts";
import { syncIdOf } from "./sync-identity.ts";

export interface SyncStart {
  connection: { id: string; name: string };
  kind: SyncKind;
  /** ISO 8601: with the connection it is the sync's identity. */
  plannedAt: string;
  replayOf: string | null;
  startedBy: string;
}

/**
 * Starts a connection's sync for a planned time, once, and resolves with its id. Its place is taken before its run begins;
 * after a crash in between `settleSyncs` begins the run. Throws `HttpProblem` 409 `sync_running`, with the id of the sync that
 * has the place as `subject`.
 */
export async function startSync(context: Settling, start: SyncStart): Promise<string> {
  const id = syncIdOf(start.connection, start.plannedAt, start.kind, start.replayOf);
  const row = {
    id,
    runId: runIdOf(syncConnection.id, id),
    connectionId: start.connection.id,
    kind: start.kind,
    replayOf: start.replayOf,
    plannedAt: new Date(Math.floor(Date.parse(start.plannedAt) / 1_000) * 1_000).toISOString(),
    startedBy: start.startedBy,
  };
  let taken = await takePlace(context.db.pool, row);
  if (taken.isOther) {
    // Its run may have been cancelled where nobody told the sync.
    await settleSyncs(context);
    taken = await takePlace(context.db.pool, row);
  }
  if (taken.isOther)
    throw new HttpProblem(
      409,
      "sync_running",
      `The sync ${taken.id} of ${start.connection.name} is not done yet.`,
      {
        subject: taken.id,
        action: "Wait for its end, or cancel it.",
      },
    );
  // One that has ended may have no run any more: it would begin a second time.
  if (!taken.isEnded) await beginRun(context, taken.id, start.connection.id);
  return taken.id;
}
