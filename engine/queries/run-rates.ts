import type { Pool } from "pg";
import type { RunRate } from "../operations.ts";

/**
 * What ended, by slice of time, oldest first, slices without any included. A run counts when it ended last: one that was
 * retried counts once. Slices begin at multiples of `bucketMs` since the epoch; the first holds `sinceMs` (epoch).
 */
export async function readRunRates(
  pool: Pool,
  { sinceMs, bucketMs }: { sinceMs: number; bucketMs: number },
): Promise<RunRate[]> {
  const { rows } = await pool.query<Omit<RunRate, "at"> & { at_ms: number }>(
    `with slice as (
       select at_ms from generate_series(
         floor($1::float8 / $2)::bigint * $2::bigint, (extract(epoch from now()) * 1000)::bigint, $2::bigint) as at_ms
     ), ended as (
       select (w.completed_at / $2::bigint) * $2::bigint as at_ms, w.status,
              (w.completed_at - w.created_at)::float8 as took_ms
       from dbos.workflow_status w
       where w.completed_at >= floor($1::float8 / $2)::bigint * $2::bigint
     ), counted as (
       select at_ms,
              (count(*) filter (where status = 'SUCCESS'))::int as succeeded,
              (count(*) filter (where status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')))::int as failed,
              (count(*) filter (where status = 'CANCELLED'))::int as cancelled,
              percentile_disc(array[0.5, 0.95]) within group (order by took_ms) as took_ms
       from ended group by at_ms
     )
     select slice.at_ms::float8 as at_ms, coalesce(succeeded, 0) as succeeded, coalesce(failed, 0) as failed,
            coalesce(cancelled, 0) as cancelled, took_ms[1] as "p50Ms", took_ms[2] as "p95Ms"
     from slice left join counted using (at_ms) order by slice.at_ms`,
    [sinceMs, bucketMs],
  );
  return rows.map(({ at_ms: atMs, ...rate }) => ({ at: new Date(atMs).toISOString(), ...rate }));
}
