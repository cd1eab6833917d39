import type { Queryable } from "@millrace/platform/events";

/** Who starts the daily sessions. */
export const refresher = "Daily refresh";

/** Whether the daily session of a day (its first instant, ISO 8601) was started. */
export async function wasRefreshed(db: Queryable, day: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from sites.session
     where started_by = $1 and created_at >= $2::timestamptz and created_at < $2::timestamptz + interval '1 day' limit 1`,
    [refresher, day],
  );
  return rowCount === 1;
}
