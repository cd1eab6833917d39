import type { Queryable } from "./publish.ts";

/** Rows per statement: a short transaction holds up neither vacuum nor the readers' horizon. */
const batchSize = 5_000;

/**
 * Deletes outbox rows older than `olderThanMs` by the database's clock, except the newest of them: it marks how far
 * back a replay may begin. Returns how many went.
 */
export async function pruneEvents(db: Queryable, olderThanMs: number): Promise<number> {
  let pruned = 0;
  for (;;) {
    const { rowCount } = await db.query(
      `with boundary as (
         select xid, id from millrace.events where created_at < now() - $1 * interval '1 millisecond'
         order by xid desc, id desc limit 1
       ), old as (
         select events.id from millrace.events, boundary
         where (events.xid, events.id) < (boundary.xid, boundary.id)
         order by events.xid, events.id limit ${batchSize} for update of events skip locked
       )
       delete from millrace.events where id = any(array(select id from old))`,
      [olderThanMs],
    );
    pruned += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return pruned;
  }
}
