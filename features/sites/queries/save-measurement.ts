import { storableJson } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";
import { smallestOrganicTraffic, type MetricReading } from "../contract.ts";
import type { MeasuredOutcome } from "../pipeline/session-tally.ts";

/** What was found about one website, to be saved. */
export interface NewMeasurement {
  id: string;
  websiteId: string;
  /** The session, or the import of figures. */
  sessionId: string;
  provider: string;
  /** ISO 8601. */
  measuredAt: string;
  outcome: MeasuredOutcome;
  /** Every metric the provider declares, measured this time or not: the website's coverage counts them. */
  declared: readonly string[];
  readings: readonly MetricReading[];
}

/**
 * Saves one measurement with its readings, the newest reading per metric, and what the website's status is computed from.
 * Call it in a transaction. Resolves with false, and saves nothing, when the website was deleted in the meantime.
 */
export async function saveMeasurement(client: Queryable, measurement: NewMeasurement): Promise<boolean> {
  const { id, websiteId, sessionId, provider, measuredAt, outcome, readings } = measurement;
  const obtained = readings.filter((reading) => reading.kind !== null).length;
  const { rowCount } = await client.query(
    `with site as (
       select id from sites.website where id = $2 for no key update
     ),
     made as (
       insert into sites.measurement (id, website_id, session_id, provider, measured_at, expected, obtained, outcome)
       select $1, id, $3, $4, $5, $6, $7, $8 from site
       returning id
     ),
     said as (
       select metric, kind, value, low, high, unit, raw, reason, detail, trust, provenance,
              coalesce(observed_at, $5) as observed_at
       from jsonb_to_recordset($9::jsonb) as reading(
         metric text, kind text, value float8, low float8, high float8, unit text, raw text, reason text, detail text,
         trust real, provenance jsonb, observed_at timestamptz)
     ),
     kept as (
       insert into sites.metric_reading (measurement_id, website_id, metric, kind, value, low, high, unit, raw, reason,
                                         detail, trust, provenance, observed_at)
       select $1, $2, said.* from said, site
     ),
     latest as (
       insert into sites.metric_latest (measurement_id, website_id, metric, kind, value, low, high, unit, raw, reason,
                                        detail, trust, provenance, observed_at)
       select $1, $2, said.* from said, site
       on conflict (website_id, metric) do update
       set (measurement_id, kind, value, low, high, unit, raw, reason, detail, trust, provenance, observed_at) =
           (excluded.measurement_id, excluded.kind, excluded.value, excluded.low, excluded.high, excluded.unit,
            excluded.raw, excluded.reason, excluded.detail, excluded.trust, excluded.provenance, excluded.observed_at)
       where excluded.observed_at >= sites.metric_latest.observed_at
     )
     select 1 from made`,
    [
      id,
      websiteId,
      sessionId,
      provider,
      measuredAt,
      readings.length,
      obtained,
      outcome,
      storableJson(readings),
    ],
  );
  if (rowCount !== 1) return false;
  await noteEvidence(client, measurement);
  return true;
}

/** The website's coverage is that of its newest readings, whichever measurement they are of. */
async function noteEvidence(
  client: Queryable,
  { id, websiteId, provider, measuredAt, declared }: NewMeasurement,
): Promise<void> {
  await client.query(
    `update sites.website w
     set provider = $3, last_measurement_id = $2, last_measured_at = $4, changed_at = now(), expected = $6,
         (obtained, missing) = (
           select count(l.kind),
                  coalesce(jsonb_object_agg(declared.metric, coalesce(l.reason, 'not_measured')) filter (where l.kind is null), '{}')
           from unnest($5::text[]) as declared(metric)
           left join sites.metric_latest l on l.website_id = w.id and l.metric = declared.metric
         ),
         is_small = exists (
           select from sites.metric_latest l
           where l.website_id = w.id and l.metric = 'organic_traffic'
             and (l.kind = 'exact' and l.value < ${smallestOrganicTraffic}
                  or l.kind = 'below' and l.high <= ${smallestOrganicTraffic})
         )
     where w.id = $1 and (w.last_measured_at is null or w.last_measured_at <= $4)`,
    [websiteId, id, provider, measuredAt, declared, declared.length],
  );
}
