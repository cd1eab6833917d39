import type { Pool, PoolClient } from "pg";
import { inTransaction } from "@millrace/platform/db";

/** Rows in one statement: short transactions. */
const batchSize = 2_000;

/** The same number for whoever deletes pages and whoever is about to count on them. */
const pagesLock = "hashtext('millrace.connect.pages')";

/**
 * In a transaction: no page is deleted until it ends, and what was being deleted is gone. An open sync counts the pages it
 * replays in it: whatever is deleted later sees that it is open.
 */
export async function holdPages(client: PoolClient): Promise<void> {
  await client.query(`select pg_advisory_xact_lock_shared(${pagesLock})`);
}

/**
 * Deletes pages of syncs that ended longer ago than this, and resolves with the objects that no page lies in any more: they may
 * be deleted. The log of a sync that an open one replays stays.
 */
export async function prunePages(pool: Pool, days: number): Promise<{ pages: number; objects: string[] }> {
  return inTransaction(pool, async (client) => {
    // A statement of its own: the next one sees every sync that was open when it got the lock.
    await client.query(`select pg_advisory_xact_lock(${pagesLock})`);
    await deleteKeyChanges(client, days);
    return deletePages(client, days);
  });
}

/** What such syncs found of keys and did not come to its end: without their pages they can't go on. */
async function deleteKeyChanges(client: PoolClient, days: number): Promise<void> {
  await client.query(
    `delete from connect.record_change where sync_stream_id in (
       select t.id from connect.sync_stream t join connect.sync s on s.id = t.sync_id
       where s.ended_at < now() - make_interval(days => $1) and t.status <> 'done'
         and exists (select from connect.record_change c where c.sync_stream_id = t.id))`,
    [days],
  );
}

async function deletePages(client: PoolClient, days: number): Promise<{ pages: number; objects: string[] }> {
  const { rows } = await client.query(
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
