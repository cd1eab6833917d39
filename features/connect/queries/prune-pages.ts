import type { Queryable } from "@millrace/platform/events";

/** Rows in one statement: short transactions. */
const batchSize = 2_000;

/**
 * Deletes pages of syncs that ended longer ago than this, and resolves with the objects that no page lies in any more: they may
 * be deleted. The log of a sync that an open one replays stays.
 */
export async function prunePages(db: Queryable, days: number): Promise<{ pages: number; objects: string[] }> {
  const { rows } = await db.query(
    `with old as (
       select p.sync_id, p.number from connect.page p join connect.sync s on s.id = p.sync_id
       where s.ended_at < now() - make_interval(days => $1)
         and not exists (select from connect.sync r where r.replay_of = s.id and r.ended_at is null)
       limit ${batchSize}
     ), gone as (
       delete from connect.page p using old where p.sync_id = old.sync_id and p.number = old.number
       returning p.object_hash
     )
     select object_hash, count(*)::int as pages, (select count(*)::int from connect.page k where k.object_hash = gone.object_hash) as before
     from gone group by object_hash`,
    [days],
  );
  const found = rows as { object_hash: string; pages: number; before: number }[];
  return {
    pages: found.reduce((sum, { pages }) => sum + pages, 0),
    // The statement sees the table as it was before: what it deletes is among `before`.
    objects: found.filter(({ pages, before }) => pages === before).map(({ object_hash }) => object_hash),
  };
}
