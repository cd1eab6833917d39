import type { Database } from "@millrace/platform/db";
import { readChanges, type ChangedRows, type RecordStream } from "@millrace/platform/streams";
import { siteMetricRecord, websiteRecord, type SiteMetricRecord, type WebsiteRecord } from "../contract.ts";
import { isoTime } from "../queries/iso-time.ts";
import { siteMetricColumns, siteMetricTables } from "../queries/site-metric-columns.ts";

const websites: ChangedRows = {
  from: "sites.website w",
  columns: `w.id, w.workspace, w.domain, w.name, w.tags, w.outcome, w.provider, w.obtained, w.expected, w.missing, w.is_demo,
    ${isoTime("w.created_at")} as created_at, ${isoTime("w.archived_at")} as archived_at,
    ${isoTime("w.last_measured_at")} as last_measured_at, ${isoTime("w.changed_at")} as changed_at`,
  changedXid: "w.changed_xid",
  key: "w.id",
  keyType: "uuid",
};

const siteMetrics: ChangedRows = {
  from: siteMetricTables,
  columns: siteMetricColumns,
  changedXid: "r.changed_xid",
  key: "r.sequence",
  keyType: "bigint",
};

/** What Sites offers to the other rooms. A deleted website sends no record: it is no longer there to be read. */
export function siteStreams({ pool }: Pick<Database, "pool">) {
  return [
    {
      name: "websites",
      about: "Websites with their tags, coverage and outcome; one comes again whenever it changes.",
      schema: websiteRecord,
      primaryKey: ["id"],
      readSince: (cursor, limit) => readChanges<WebsiteRecord>(pool, websites, cursor, limit),
    } satisfies RecordStream<WebsiteRecord>,
    {
      name: "site_metrics",
      about:
        "Every reading of a metric, with its value or the reason why there is none, and where it came from.",
      schema: siteMetricRecord,
      primaryKey: ["measurement_id", "metric"],
      readSince: (cursor, limit) => readChanges<SiteMetricRecord>(pool, siteMetrics, cursor, limit),
    } satisfies RecordStream<SiteMetricRecord>,
  ] as const;
}
