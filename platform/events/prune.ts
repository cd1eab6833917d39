import type { Queryable } from "./publish.ts";

/**
 * Deletes outbox rows older than `olderThanMs` by the database's clock, except the newest of them: it marks how far
 * back a replay may begin. Returns how many went.
 */
export async function pruneEvents(db: Queryable, olderThanMs: number): Promise<number> {
  const { rowCount } = await db.query(
    `with boundary as (
       select xid, id from millrace.events where created_at < now() - $1 * interval '1 millisecond'
       order by xid desc, id desc limit 1
     )
     delete from millrace.events using boundary
     where (events.xid, events.id) < (boundary.xid, boundary.id)`,
    [olderThanMs],
  );
  return rowCount ?? 0;
}
