import { pageCursor } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";
import { z } from "zod";
import type { FiredAlert, MetricUnit } from "../contract.ts";
import type { AlertCondition, ComparedReading } from "../alerts/condition.ts";
import { isoTime } from "./iso-time.ts";

/** A rule that a measurement may make true, with the readings it is judged by. */
export interface AlertCandidate {
  rule_id: string;
  domain: string;
  metric: string;
  unit: MetricUnit;
  condition: AlertCondition;
  now: ComparedReading;
  /** The reading before, and the newest at least the rule's days older than each. */
  previous: ComparedReading | null;
  baseline: ComparedReading | null;
  earlier_baseline: ComparedReading | null;
}

const compared = (reading: string): string =>
  `case when ${reading}.kind is null then null
        else jsonb_build_object('kind', ${reading}.kind, 'value', ${reading}.value, 'low', ${reading}.low, 'high', ${reading}.high) end`;

/** The newest reading with a quantity before an instant. */
const newestBefore = (name: string, bound: string): string =>
  `left join lateral (
     select p.kind, p.value, p.low, p.high, p.observed_at from sites.metric_reading p
     where p.website_id = w.id and p.metric = r.metric and p.kind is not null and ${bound}
     order by p.observed_at desc limit 1
   ) ${name} on true`;

const older = "make_interval(days => (r.condition->>'days')::int)";

/** Rules over what a measurement read. A measurement of the past, as a file may bring it, makes nothing true now. */
export async function alertCandidates(
  db: Queryable,
  { websiteId, measurementId }: { websiteId: string; measurementId: string },
): Promise<AlertCandidate[]> {
  const { rows } = await db.query(
    `select r.id as rule_id, w.domain, r.metric, m.unit, r.condition, ${compared("m")} as now,
            ${compared("previous")} as previous, ${compared("baseline")} as baseline, ${compared("earlier")} as earlier_baseline
     from sites.website w
     join sites.alert_rule r on r.workspace = w.workspace and r.is_enabled and (r.tags = '{}' or r.tags && w.tags)
     join sites.metric_reading m on m.measurement_id = $2 and m.metric = r.metric and m.kind is not null
     join sites.metric_latest latest
       on latest.website_id = w.id and latest.metric = r.metric and latest.measurement_id = m.measurement_id
     ${newestBefore("previous", "p.observed_at < m.observed_at")}
     ${newestBefore("baseline", `p.observed_at <= m.observed_at - ${older}`)}
     ${newestBefore("earlier", `p.observed_at <= previous.observed_at - ${older}`)}
     where w.id = $1`,
    [websiteId, measurementId],
  );
  return rows as AlertCandidate[];
}

export interface NewFiredAlert {
  id: string;
  ruleId: string;
  websiteId: string;
  measurementId: string;
  metric: string;
  before: number | null;
  after: number;
  message: string;
}

/** Keeps an alert, once per rule and measurement; false: it was there. */
export async function insertFiredAlert(db: Queryable, alert: NewFiredAlert): Promise<boolean> {
  const { id, ruleId, websiteId, measurementId, metric, before, after, message } = alert;
  const { rowCount } = await db.query(
    `insert into sites.fired_alert (id, rule_id, website_id, measurement_id, metric, before, after, message)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (rule_id, measurement_id) do nothing`,
    [id, ruleId, websiteId, measurementId, metric, before, after, message],
  );
  return rowCount === 1;
}

const firedColumns = `f.id, f.rule_id, f.website_id, w.domain, f.metric, f.before, f.after, ${isoTime("f.fired_at")} as fired_at,
  case when f.delivered_at is not null then 'delivered' when f.failed_at is not null then 'failed' else 'waiting' end as delivery,
  f.message`;

export async function getFiredAlert(db: Queryable, id: string): Promise<FiredAlert | null> {
  const { rows } = await db.query(
    `select ${firedColumns} from sites.fired_alert f join sites.website w on w.id = f.website_id where f.id = $1`,
    [id],
  );
  return (rows as FiredAlert[])[0] ?? null;
}

const firedCursor = pageCursor(z.object({ fired_us: z.int().nonnegative(), id: z.uuid() }));

/** What a rule has fired, newest first. */
export async function listFiredAlerts(
  db: Queryable,
  ruleId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: FiredAlert[]; next_cursor: string | null }> {
  const after = firedCursor.decode(cursor);
  const { rows } = await db.query(
    `select ${firedColumns}, (extract(epoch from f.fired_at) * 1000000)::float8 as fired_us
     from sites.fired_alert f join sites.website w on w.id = f.website_id
     where f.rule_id = $1
       and ($2::float8 is null or (f.fired_at, f.id) < (timestamptz 'epoch' + $2::float8 * interval '1 microsecond', $3::uuid))
     order by f.fired_at desc, f.id desc limit $4`,
    [ruleId, after?.fired_us, after?.id, limit + 1],
  );
  const found = rows as (FiredAlert & { fired_us: number })[];
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    items: found.slice(0, limit).map(({ fired_us: _place, ...alert }) => alert),
    next_cursor: last === undefined ? null : firedCursor.encode(last),
  };
}

/** Alerts that wait and were not looked after lately, those longest ago first; notes that they are now. Resolves with their ids. */
export async function claimFiredAlerts(
  db: Queryable,
  limit: number,
  claimLapsesAfterMs: number,
): Promise<string[]> {
  const { rows } = await db.query(
    `update sites.fired_alert set claimed_at = now()
     where id in (
       select id from sites.fired_alert
       where delivered_at is null and failed_at is null
         and (claimed_at is null or claimed_at < now() - $2::float8 * interval '1 millisecond')
       order by claimed_at nulls first, fired_at limit $1 for update skip locked)
     returning id`,
    [limit, claimLapsesAfterMs],
  );
  return (rows as { id: string }[]).map(({ id }) => id);
}

/** How a delivery ended; a later success takes a failure back. */
export async function noteDelivery(db: Queryable, id: string, isDelivered: boolean): Promise<void> {
  await db.query(
    `update sites.fired_alert
     set delivered_at = case when $2 then now() else delivered_at end, failed_at = case when $2 then null else now() end
     where id = $1 and delivered_at is null`,
    [id, isDelivered],
  );
}
