import type { Queryable } from "@millrace/platform/events";
import type { MetricHistory, MetricReading } from "../contract.ts";
import { isoTime } from "./iso-time.ts";

/** SQL for a row `r` of `sites.metric_reading` or `sites.metric_latest` as the contract's MetricReading. */
export const readingColumns = `r.metric, r.kind, r.value, r.low, r.high, r.unit, r.raw, r.reason, r.detail,
  r.trust::float8 as trust, r.provenance, ${isoTime("r.observed_at")} as observed_at`;

/** Newest reading of each metric that was ever asked for, by website. */
export async function readLatest(
  db: Queryable,
  websiteIds: readonly string[],
): Promise<Map<string, MetricReading[]>> {
  const { rows } = await db.query(
    `select r.website_id, ${readingColumns} from sites.metric_latest r
     where r.website_id = any($1) order by r.website_id, r.metric`,
    [websiteIds],
  );
  const found = rows as (MetricReading & { website_id: string })[];
  return new Map(
    websiteIds.map((id) => [
      id,
      found.filter((row) => row.website_id === id).map(({ website_id: _website, ...reading }) => reading),
    ]),
  );
}

/** Id of a website's last measurement; null when there was none. */
export async function readLastMeasurement(db: Queryable, websiteId: string): Promise<string | null> {
  const { rows } = await db.query(`select last_measurement_id from sites.website where id = $1`, [websiteId]);
  const [row] = rows as { last_measurement_id: string | null }[];
  return row?.last_measurement_id ?? null;
}

/** Points of one metric that a history shows: ten years of days. */
const longestHistory = 3_660;

/** Every metric over time, or one of them; the newest points, oldest first. By website. */
export async function readHistory(
  db: Queryable,
  websiteIds: readonly string[],
  { metric, since }: { metric?: string | undefined; since?: string | undefined },
): Promise<Map<string, MetricHistory[]>> {
  const { rows } = await db.query(
    `select website_id, metric, (array_agg(unit order by observed_at desc))[1] as unit,
            jsonb_agg(jsonb_build_object(
              'measurement_id', measurement_id, 'observed_at', ${isoTime("observed_at")}, 'kind', kind, 'value', value,
              'low', low, 'high', high, 'reason', reason) order by observed_at, measurement_id) as points
     from (
       select r.*, row_number() over (partition by website_id, metric order by observed_at desc, measurement_id desc) as age
       from sites.metric_reading r
       where website_id = any($1) and ($2::text is null or metric = $2)
         and ($3::float8 is null or observed_at >= to_timestamp($3))
     ) as r
     where age <= ${longestHistory}
     group by website_id, metric order by website_id, metric`,
    [websiteIds, metric ?? null, since === undefined ? null : Date.parse(since) / 1_000],
  );
  const found = rows as (MetricHistory & { website_id: string })[];
  return new Map(
    websiteIds.map((id) => [
      id,
      found.filter((row) => row.website_id === id).map(({ website_id: _website, ...history }) => history),
    ]),
  );
}
