import type { Queryable } from "@millrace/platform/events";
import { newId } from "@millrace/platform/ids";
import type { Workspace } from "../contract.ts";

export interface NewSnapshot {
  workspace: Workspace;
  createdBy: string;
  reason: string;
  isAutomatic: boolean;
  /** Websites that are about to be deleted: their measurements are kept too. */
  deleted?: readonly string[];
}

/** Keeps the websites of a workspace as they are at this moment; in the transaction of what changes them. Resolves with its id. */
export async function saveSnapshot(db: Queryable, snapshot: NewSnapshot): Promise<string> {
  const id = newId();
  const { workspace, createdBy, reason, isAutomatic, deleted = [] } = snapshot;
  await db.query(
    `insert into sites.snapshot (id, workspace, created_by, reason, is_automatic, websites)
     select $1, $2, $3, $4, $5, count(*) from sites.website where workspace = $2`,
    [id, workspace, createdBy, reason, isAutomatic],
  );
  await db.query(
    `insert into sites.snapshot_row (snapshot_id, kind, website_id, key, content)
     select $1::uuid, 'website', id, id::text, to_jsonb(website) from sites.website where workspace = $2`,
    [id, workspace],
  );
  if (deleted.length > 0) await db.query(keepMeasurements, [id, deleted]);
  return id;
}

const keepMeasurements = `
  insert into sites.snapshot_row (snapshot_id, kind, website_id, key, content)
  select $1::uuid, 'measurement', website_id, id::text, to_jsonb(measurement)
  from sites.measurement where website_id = any($2::uuid[])
  union all
  select $1::uuid, 'metric_reading', website_id, measurement_id || ':' || metric, to_jsonb(metric_reading)
  from sites.metric_reading where website_id = any($2::uuid[])
  union all
  select $1::uuid, 'metric_latest', website_id, website_id || ':' || metric, to_jsonb(metric_latest)
  from sites.metric_latest where website_id = any($2::uuid[])`;
