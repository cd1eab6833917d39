import type { Queryable } from "@millrace/platform/events";
import type { SiteMetricRecord, WebsiteFilters } from "../contract.ts";
import { filterParameters, websiteConditions } from "./filter-websites.ts";
import { siteMetricColumns, siteMetricTables } from "./site-metric-columns.ts";

/** Readings read at once. */
const batchSize = 1_000;

/** Every reading ever made of the websites a filter finds, in the order they were saved; memory stays flat. */
export async function* allReadings(
  db: Queryable,
  filters: WebsiteFilters,
  now: number,
): AsyncGenerator<SiteMetricRecord> {
  let after = "0";
  for (;;) {
    const { rows } = await db.query(
      `select ${siteMetricColumns}, r.sequence::text as sequence from ${siteMetricTables}
       where ${websiteConditions} and r.sequence > $10 order by r.sequence limit ${batchSize}`,
      [...filterParameters(filters, now), after],
    );
    const found = rows as (SiteMetricRecord & { sequence: string })[];
    for (const { sequence: _sequence, ...record } of found) yield record;
    const last = found.at(-1);
    if (last === undefined || found.length < batchSize) return;
    after = last.sequence;
  }
}
