import { z } from "zod";
import { metricReading } from "./metrics.ts";
import { website, workspace } from "./websites.ts";

/** A record of the stream `websites`. What the evidence says is `outcome`: a status also depends on when it is read. */
export const websiteRecord = website.omit({ status: true, metrics: true, trend: true }).extend({
  outcome: website.shape.status,
  changed_at: z.string(),
});
export type WebsiteRecord = z.infer<typeof websiteRecord>;

/** A record of the stream `site_metrics`, and a row of the export of readings: one reading with where it came from. */
export const siteMetricRecord = metricReading.extend({
  measurement_id: z.uuid(),
  website_id: z.uuid(),
  workspace,
  domain: z.string(),
  /** The session or the import of figures it belongs to. */
  session_id: z.string(),
  provider: z.string(),
});
export type SiteMetricRecord = z.infer<typeof siteMetricRecord>;
