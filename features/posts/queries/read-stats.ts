import type { Database } from "@millrace/platform/db";
import type { Stats } from "../contract.ts";

/** Totals and breakdowns over everything not in the trash; the last 30 days for the daily series. */
export async function readStats(db: Database): Promise<Stats> {
  const { rows } = await db.pool.query(statsStatement);
  return (rows[0] as { stats: Stats }).stats;
}

/**
 * The posts are read once, into as many groups as there are combinations; every breakdown is a sum over those few. Days are
 * days of UTC.
 */
const statsStatement = `
with groups as materialized (
  select (collected_at at time zone 'UTC')::date as day, category, language, source, collection_id,
         count(*)::int as total,
         count(*) filter (where verdict = 'kept')::int as kept,
         count(*) filter (where verdict = 'rejected')::int as rejected,
         count(favourite_at)::int as favourites
  from posts.post where trashed_at is null
  group by 1, 2, 3, 4, 5
), today as (
  select (now() at time zone 'UTC')::date as day
), totals as (
  select coalesce(sum(total), 0)::int as total, coalesce(sum(kept), 0)::int as kept,
         coalesce(sum(rejected), 0)::int as rejected, coalesce(sum(favourites), 0)::int as favourites,
         coalesce(sum(total) filter (where groups.day >= today.day), 0)::int as today
  from groups cross join today
), per_day as (
  select to_char(groups.day, 'YYYY-MM-DD') as day, sum(kept)::int as kept, sum(rejected)::int as rejected
  from groups cross join today where groups.day >= today.day - 30 group by 1
), per_category as (
  select category, sum(total)::int as count from groups group by 1
), per_keyword as (
  select collection.keywords as keyword, sum(total)::int as count
  from groups join posts.collection on collection.id = groups.collection_id
  where collection.keywords <> '' group by 1 order by 2 desc limit 20
), per_language as (
  select language, sum(total)::int as count from groups group by 1
), per_source as (
  select source, sum(total)::int as count from groups group by 1
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
