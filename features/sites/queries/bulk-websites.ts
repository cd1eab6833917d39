import type { Queryable } from "@millrace/platform/events";
import type { WebsiteFilters } from "../contract.ts";
import type { Marks } from "../bulk/change-marks.ts";
import { filterParameters, websiteConditions } from "./filter-websites.ts";

export interface SelectedWebsite extends Marks {
  id: string;
  domain: string;
}

export interface BulkSelection {
  filter: WebsiteFilters;
  /** Only these of them. */
  ids: readonly string[] | undefined;
  /** ms since the epoch. */
  now: number;
  limit: number;
}

/**
 * Keeps everybody else from changing any website until the transaction ends; readers go on. Exclusive, because whoever saves
 * a measurement locks the website's row before it updates it: a weaker lock lets the first pass and meets the second in a circle.
 */
export async function holdWebsites(db: Queryable): Promise<void> {
  await db.query("lock table sites.website in exclusive mode");
}

/** The websites of a selection by domain. */
export async function selectForBulk(
  db: Queryable,
  { filter, ids, now, limit }: BulkSelection,
): Promise<SelectedWebsite[]> {
  const { rows } = await db.query(
    `select w.id, w.domain, w.tags, w.archived_at is not null as "isArchived"
     from sites.website w
     where ${websiteConditions} and ($10::uuid[] is null or w.id = any($10))
     order by w.domain limit $11`,
    [...filterParameters(filter, now), ids ?? null, limit],
  );
  return rows as SelectedWebsite[];
}

/** Saves the marks of many websites in one statement. */
export async function saveManyMarks(
  db: Queryable,
  marks: readonly (Marks & { id: string })[],
): Promise<void> {
  await db.query(
    `update sites.website w
     set tags = m.tags, changed_at = now(),
         archived_at = case when m."isArchived" then coalesce(w.archived_at, now()) end
     from jsonb_to_recordset($1::jsonb) as m(id uuid, tags text[], "isArchived" boolean)
     where w.id = m.id`,
    [JSON.stringify(marks)],
  );
}

/** Deletes websites with everything measured of them. */
export async function deleteWebsites(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query("delete from sites.website where id = any($1::uuid[])", [ids]);
}
