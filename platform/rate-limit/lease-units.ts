import type { Pool } from "pg";
import type { RateLimitPolicy } from "./index.ts";

export interface UnitLease {
  /** Units granted, 0 to what was wanted. */
  granted: number;
  /** Units anybody could still lease after this one. */
  left: number;
  /** Until the whole allowance is there again if nobody asks any more, ms. */
  fullInMs: number;
}

/**
 * Takes up to `want` units of a key's allowance, by the database's clock: GCRA, one statement, one row lock.
 * `most` in the statement is how many units fit before the bucket is empty.
 */
export async function leaseUnits(
  pool: Pick<Pool, "query">,
  policy: RateLimitPolicy,
  asker: string,
  want: number,
): Promise<UnitLease> {
  const windowMs = policy.windowSecs * 1_000;
  const { rows } = await pool.query<{ granted: number; full_in_ms: number }>(
    `insert into millrace.rate_limit as bucket (key, full_at_ms, granted)
     select $1, now_ms + least($2::int, $3::int) * interval_ms, least($2::int, $3::int)
     from (select extract(epoch from clock_timestamp())::float8 * 1000 as now_ms, $4::float8 / $3 as interval_ms) as input
     on conflict (key) do update set (full_at_ms, granted) = (
       select greatest(bucket.full_at_ms, now_ms) + grantable * interval_ms, grantable
       from (
         select now_ms, interval_ms, greatest(0, least($2::int,
           floor(($4::float8 - (greatest(bucket.full_at_ms, now_ms) - now_ms)) / interval_ms + 1e-6)))::int as grantable
         from (select extract(epoch from clock_timestamp())::float8 * 1000 as now_ms, $4::float8 / $3 as interval_ms) as input
       ) as judged
     )
     returning granted, greatest(0, full_at_ms - extract(epoch from clock_timestamp())::float8 * 1000) as full_in_ms`,
    [`${policy.name}:${asker}`, want, policy.limit, windowMs],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`The lease of ${policy.name} returned no row`);
  return {
    granted: row.granted,
    left: Math.max(0, Math.floor((windowMs - row.full_in_ms) / (windowMs / policy.limit))),
    fullInMs: row.full_in_ms,
  };
}

/** Forgets the keys whose allowance is whole again; returns how many. */
export async function pruneRateLimits(pool: Pick<Pool, "query">): Promise<number> {
  const { rowCount } = await pool.query(
    "delete from millrace.rate_limit where full_at_ms < extract(epoch from clock_timestamp()) * 1000",
  );
  return rowCount ?? 0;
}
