import type { Queryable } from "@millrace/platform/events";
import type { SourceId, WallKind } from "../contract.ts";

export interface StoredSourceState {
  source: SourceId;
  wall: WallKind | null;
  message: string | null;
  paused_at: Date | null;
  last_collected_at: Date | null;
}

export async function readSourceStates(db: Queryable): Promise<Map<SourceId, StoredSourceState>> {
  const { rows } = await db.query(
    `select source, wall, message, paused_at, last_collected_at from posts.source_state`,
  );
  return new Map((rows as StoredSourceState[]).map((row) => [row.source, row]));
}

/** Pauses a source because of a wall or a setting only a person can mend; the first reason stays. */
export async function pauseSource(
  db: Queryable,
  source: SourceId,
  reason: { wall: WallKind | null; message: string },
): Promise<void> {
  await db.query(
    `insert into posts.source_state (source, wall, message, paused_at) values ($1, $2, $3, now())
     on conflict (source) do update set wall = excluded.wall, message = excluded.message, paused_at = now()
     where posts.source_state.paused_at is null`,
    [source, reason.wall, reason.message],
  );
}

/** A person says the wall is gone. */
export async function resumeSource(db: Queryable, source: SourceId): Promise<void> {
  await db.query(
    `update posts.source_state set wall = null, message = null, paused_at = null where source = $1`,
    [source],
  );
}

export async function touchSource(db: Queryable, source: SourceId): Promise<void> {
  await db.query(
    `insert into posts.source_state (source, last_collected_at) values ($1, now())
     on conflict (source) do update set last_collected_at = now()`,
    [source],
  );
}
