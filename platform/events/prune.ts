import type { Queryable } from "./publish.ts";

/** Deletes outbox rows older than `olderThanMs` by the database's clock; returns how many went. */
export async function pruneEvents(db: Queryable, olderThanMs: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from millrace.events where created_at < now() - $1 * interval '1 millisecond'`,
    [olderThanMs],
  );
  return rowCount ?? 0;
}
