import { readingColumns } from "./website-readings.ts";

/** SQL for a row `r` of `sites.metric_reading` as a SiteMetricRecord; `siteMetricTables` follows `from`. */
export const siteMetricColumns = `r.measurement_id, r.website_id, w.workspace, w.domain, m.session_id, m.provider,
  ${readingColumns}`;

export const siteMetricTables = `sites.metric_reading r
  join sites.website w on w.id = r.website_id
  join sites.measurement m on m.id = r.measurement_id`;
