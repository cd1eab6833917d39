import type { Sql } from "./sql.ts";

/** So many attempts in a window that begins with the first. */
export interface AttemptLimit {
  attempts: number;
  windowMs: number;
}

/**
 * Counts an attempt before it is made, in every process alike. Returns milliseconds to wait when the window has none left,
 * else 0.
 */
export async function countAttempt(
  sql: Sql,
  key: string,
  { attempts, windowMs }: AttemptLimit,
  now: Date,
): Promise<number> {
  const { rows } = await sql.query<{ count: number; waitMs: number }>(
    `insert into identity.attempt as a (key, count, window_ends_at) values ($1, 1, $3)
     on conflict (key) do update set
       count = case when a.window_ends_at <= $2 then 1 else least(a.count, $4) + 1 end,
       window_ends_at = case when a.window_ends_at <= $2 then $3 else a.window_ends_at end
     returning count, extract(epoch from window_ends_at - $2::timestamptz)::float8 * 1000 as "waitMs"`,
    [key, now, new Date(now.getTime() + windowMs), attempts],
  );
  const row = rows[0];
  return row === undefined || row.count <= attempts ? 0 : row.waitMs;
}

/** After a success: what was wrong before does not count any more. */
export async function forgetAttempts(sql: Sql, key: string): Promise<void> {
  await sql.query("delete from identity.attempt where key = $1", [key]);
}
