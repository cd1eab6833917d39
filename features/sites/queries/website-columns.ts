import { isoTime } from "./iso-time.ts";
import { statusAt } from "./website-status.ts";

/** How many values a sparkline has. */
const trendLength = 30;

/**
 * SQL for a row `w` of `sites.website` as the contract's Website. `at`: the instant its status is of; `trend`: the metric of its
 * sparkline, null for none; both SQL expressions.
 */
export function websiteColumns(at: string, trend = "null::text"): string {
  return `w.id, w.workspace, w.domain, w.name, w.tags, ${statusAt("w", at)} as status,
    ${isoTime("w.created_at")} as created_at,
    ${isoTime("w.archived_at")} as archived_at,
    ${isoTime("w.last_measured_at")} as last_measured_at,
    w.provider, w.obtained, w.expected, w.missing, w.is_demo,
    (select coalesce(jsonb_object_agg(l.metric, jsonb_build_object(
              'kind', l.kind, 'value', l.value, 'low', l.low, 'high', l.high, 'unit', l.unit)), '{}')
     from sites.metric_latest l where l.website_id = w.id) as metrics,
    case when ${trend} is not null then (
      select coalesce(jsonb_agg(jsonb_build_object('at', ${isoTime("p.observed_at")}, 'value', p.value)
                                order by p.observed_at), '[]')
      from (select r.observed_at, r.value from sites.metric_reading r
            where r.website_id = w.id and r.metric = ${trend} and r.value is not null
            order by r.observed_at desc limit ${trendLength}) as p
    ) end as trend`;
}
