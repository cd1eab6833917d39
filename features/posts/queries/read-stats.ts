import type { Database } from "@millrace/platform/db";
import type { Stats } from "../contract.ts";

/** Totals and breakdowns over everything not in the trash; the last 30 days for the daily series. */
export async function readStats(db: Database): Promise<Stats> {
  const { rows } = await db.pool.query(statsStatement);
  return (rows[0] as { stats: Stats }).stats;
}

const statsStatement = `
with alive as (select * from posts.post where trashed_at is null),
totals as (
  select count(*)::int as total,
         count(*) filter (where verdict = 'kept')::int as kept,
         count(*) filter (where verdict = 'rejected')::int as rejected,
         count(*) filter (where favourite_at is not null)::int as favourites,
         count(*) filter (where collected_at >= date_trunc('day', now(), 'UTC'))::int as today
  from alive
), per_day as (
  select to_char(collected_at at time zone 'UTC', 'YYYY-MM-DD') as day,
         count(*) filter (where verdict = 'kept')::int as kept,
         count(*) filter (where verdict = 'rejected')::int as rejected
  from alive where collected_at >= now() - interval '30 days' group by 1
), per_category as (
  select category, count(*)::int as count from alive group by 1
), per_keyword as (
  select collection.keywords as keyword, count(*)::int as count
  from alive join posts.collection on collection.id = alive.collection_id
  where collection.keywords <> '' group by 1 order by 2 desc limit 20
), per_language as (
  select language, count(*)::int as count from alive group by 1
), per_source as (
  select source, count(*)::int as count from alive group by 1
)
select jsonb_build_object(
  'total', totals.total, 'kept', totals.kept, 'rejected', totals.rejected,
  'favourites', totals.favourites, 'today', totals.today,
  'trashed', (select count(*)::int from posts.post where trashed_at is not null),
  'per_day', coalesce((select jsonb_agg(to_jsonb(per_day) order by day) from per_day), '[]'),
  'per_category', coalesce((select jsonb_agg(to_jsonb(per_category) order by count desc) from per_category), '[]'),
  'per_keyword', coalesce((select jsonb_agg(to_jsonb(per_keyword) order by count desc) from per_keyword), '[]'),
  'per_language', coalesce((select jsonb_agg(to_jsonb(per_language) order by count desc) from per_language), '[]'),
  'per_source', coalesce((select jsonb_agg(to_jsonb(per_source) order by count desc) from per_source), '[]')
) as stats from totals`;
