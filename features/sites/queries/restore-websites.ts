import type { Queryable } from "@millrace/platform/events";

/** One website that restoring a snapshot would add, change or remove. */
export interface RestoreEffect {
  id: string;
  domain: string;
  effect: "added" | "changed" | "removed";
  /** Marks now, and in the snapshot; null where there is none. */
  before: RestoredMarks | null;
  after: RestoredMarks | null;
}

interface RestoredMarks {
  name: string | null;
  tags: string[];
  archived_at: string | null;
}

/** What tells a workspace from how it was in a snapshot, by domain. Measurements are no difference: they stay. */
export async function compareWithSnapshot(db: Queryable, snapshotId: string): Promise<RestoreEffect[]> {
  const { rows } = await db.query(
    `with kept as (
       select (jsonb_populate_record(null::sites.website, content)).* from sites.snapshot_row
       where snapshot_id = $1 and kind = 'website'
     ),
     present as (
       select * from sites.website where workspace = (select workspace from sites.snapshot where id = $1)
     ),
     marked as (
       select id, coalesce(kept.domain, present.domain) as domain,
              case when kept.domain is not null then
                jsonb_build_object('name', kept.name, 'tags', kept.tags, 'archived_at', kept.archived_at) end as after,
              case when present.domain is not null then
                jsonb_build_object('name', present.name, 'tags', present.tags, 'archived_at', present.archived_at) end as before
       from kept full join present using (id)
     )
     select id, domain, before, after,
            case when before is null then 'added' when after is null then 'removed' else 'changed' end as effect
     from marked where before is distinct from after
     order by domain, id`,
    [snapshotId],
  );
  return rows as RestoreEffect[];
}

/** Gives websites that are there the name, tags and archiving of the snapshot. */
export async function restoreMarks(db: Queryable, snapshotId: string, ids: readonly string[]): Promise<void> {
  await db.query(
    `update sites.website w
     set name = kept.name, tags = kept.tags, archived_at = kept.archived_at, changed_at = now()
     from (select (jsonb_populate_record(null::sites.website, content)).* from sites.snapshot_row
           where snapshot_id = $1 and kind = 'website' and website_id = any($2::uuid[])) as kept
     where w.id = kept.id`,
    [snapshotId, ids],
  );
}

/**
 * Brings deleted websites back as they were in the snapshot, with the measurements that whichever snapshot kept when they
 * were deleted. One whose measurements no snapshot has any more comes back as never measured.
 */
export async function restoreDeleted(
  db: Queryable,
  snapshotId: string,
  ids: readonly string[],
): Promise<void> {
  await db.query(insertWebsites, [snapshotId, ids]);
  await db.query(insertMeasurements, [ids]);
  await db.query(insertReadings, [ids]);
  await db.query(insertLatest, [ids]);
}

/** Rows of a kind that snapshots keep of some websites ($1), each as the newest snapshot has it. */
const newestKept = (kind: string, ids: string): string => `
  select distinct on (r.key) r.website_id, r.content
  from sites.snapshot_row r join sites.snapshot s on s.id = r.snapshot_id
  where r.kind = '${kind}' and r.website_id = any(${ids}::uuid[])
  order by r.key, s.created_at desc, s.id desc`;

const insertWebsites = `
  with kept as (
    select (jsonb_populate_record(null::sites.website, content)).* from sites.snapshot_row
    where snapshot_id = $1 and kind = 'website' and website_id = any($2::uuid[])
  ),
  evidence as (
    select (jsonb_populate_record(null::sites.website, newest.content)).*
    from (${newestKept("website", "$2")}) as newest
    where exists (select from sites.snapshot_row m where m.website_id = newest.website_id and m.kind = 'measurement')
  )
  insert into sites.website (id, workspace, domain, name, tags, created_at, archived_at, is_demo, provider,
    last_measurement_id, last_measured_at, expected, obtained, missing, is_small)
  select kept.id, kept.workspace, kept.domain, kept.name, kept.tags, kept.created_at, kept.archived_at, kept.is_demo,
         e.provider, e.last_measurement_id, e.last_measured_at, coalesce(e.expected, 0), coalesce(e.obtained, 0),
         coalesce(e.missing, '{}'), coalesce(e.is_small, false)
  from kept left join evidence e using (id)`;

const insertMeasurements = `
  insert into sites.measurement
  select (jsonb_populate_record(null::sites.measurement, content)).* from (${newestKept("measurement", "$1")}) as kept`;

/** They get new places in the stream: to its readers they are new. */
const insertReadings = `
  insert into sites.metric_reading (measurement_id, website_id, metric, kind, value, low, high, unit, raw, reason, detail,
    trust, provenance, observed_at)
  select r.measurement_id, r.website_id, r.metric, r.kind, r.value, r.low, r.high, r.unit, r.raw, r.reason, r.detail,
         r.trust, r.provenance, r.observed_at
  from (${newestKept("metric_reading", "$1")}) as kept
    cross join lateral jsonb_populate_record(null::sites.metric_reading, kept.content) as r
  order by r.observed_at`;

const insertLatest = `
  insert into sites.metric_latest
  select (jsonb_populate_record(null::sites.metric_latest, content)).* from (${newestKept("metric_latest", "$1")}) as kept`;
