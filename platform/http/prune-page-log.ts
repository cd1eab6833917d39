import type { Pool } from "pg";

/** Rows per statement: short transactions. */
const batchSize = 5_000;

/**
 * Deletes log rows of requests older than `olderThanMs` by the database's clock. Their bodies stay in the object store:
 * records keep those by hash. Returns how many rows went.
 */
export async function prunePageLog(pool: Pool, olderThanMs: number): Promise<number> {
  let pruned = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      `delete from millrace.page where id = any(array(
         select id from millrace.page where fetched_at < now() - $1 * interval '1 millisecond'
         order by fetched_at limit ${batchSize} for update skip locked))`,
      [olderThanMs],
    );
    pruned += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return pruned;
  }
}
