import { pageCursor } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";
import { z } from "zod";
import type { Snapshot, Workspace } from "../contract.ts";
import { isoTime } from "./iso-time.ts";

const columns = `id, workspace, ${isoTime("created_at")} as created_at, created_by, reason, websites, is_automatic`;

export async function getSnapshot(db: Queryable, id: string): Promise<Snapshot | null> {
  const { rows } = await db.query(`select ${columns} from sites.snapshot where id = $1`, [id]);
  return (rows as Snapshot[])[0] ?? null;
}

/** Where a page ended; the time in microseconds, as the database keeps it. */
const snapshotCursor = pageCursor(z.object({ created_us: z.int().nonnegative(), id: z.uuid() }));

/** Newest first, by keyset. */
export async function listSnapshots(
  db: Queryable,
  workspace: Workspace,
  paging: { limit: number; cursor?: string | undefined },
): Promise<{ items: Snapshot[]; next_cursor: string | null }> {
  const after = snapshotCursor.decode(paging.cursor);
  const { rows } = await db.query(
    `select ${columns}, (extract(epoch from snapshot.created_at) * 1000000)::float8 as created_us
     from sites.snapshot
     where workspace = $1
       and ($2::float8 is null or (snapshot.created_at, id)
            < (timestamptz 'epoch' + $2::float8 * interval '1 microsecond', $3::uuid))
     order by snapshot.created_at desc, id desc limit $4`,
    [workspace, after?.created_us, after?.id, paging.limit + 1],
  );
  const found = rows as (Snapshot & { created_us: number })[];
  const last = found.length > paging.limit ? found[paging.limit - 1] : undefined;
  return {
    items: found.slice(0, paging.limit).map(({ created_us: _place, ...one }) => one),
    next_cursor: last === undefined ? null : snapshotCursor.encode(last),
  };
}

/** Deletes the house's own snapshots made before that instant, some at a time; resolves with how many. */
export async function pruneSnapshots(db: Queryable, before: Date): Promise<number> {
  for (let deleted = 0; ;) {
    const { rowCount } = await db.query(
      `delete from sites.snapshot where id in (
         select id from sites.snapshot where is_automatic and created_at < $1 order by created_at limit 20)`,
      [before],
    );
    if (rowCount === null || rowCount === 0) return deleted;
    deleted += rowCount;
  }
}
