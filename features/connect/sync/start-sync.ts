import { runIdOf, type Engine } from "@millrace/engine";
import { HttpProblem } from "@millrace/platform/api";
import type { Database } from "@millrace/platform/db";
import { syncConnection, type SyncKind } from "../contract.ts";
import { takePlace } from "../queries/syncs.ts";
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
  const id = syncIdOf(start.connection, start.plannedAt, start.kind);
  const row = {
    id,
    runId: runIdOf(syncConnection.id, id),
    connectionId: start.connection.id,
    kind: start.kind,
    replayOf: start.replayOf,
    plannedAt: new Date(Math.floor(Date.parse(start.plannedAt) / 1_000) * 1_000).toISOString(),
    startedBy: start.startedBy,
  };
  let other = await takePlace(context.db.pool, row);
  if (other !== null) {
    // Its run may have been cancelled where nobody told the sync.
    await settleSyncs(context);
    other = await takePlace(context.db.pool, row);
  }
  if (other !== null)
    throw new HttpProblem(
      409,
      "sync_running",
      `The sync ${other} of ${start.connection.name} is not done yet.`,
      {
        subject: other,
        action: "Wait for its end, or cancel it.",
      },
    );
  await beginRun(context, id, start.connection.id);
  return id;
}

/** Begins the run of a sync that has its place; does nothing to one that has begun. */
export async function beginRun(
  { engine }: { engine: Pick<Engine, "start">; db: Database },
  id: string,
  connectionId: string,
): Promise<void> {
  await engine.start(syncConnection, { sync_id: id, connection_id: connectionId }, { key: id });
}
