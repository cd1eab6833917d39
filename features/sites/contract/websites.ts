import { z } from "zod";
import { metricHistory, metricId, metricReading, reasonCode } from "./metrics.ts";

/** Production and test data lie apart: every list, session and snapshot is of one workspace. */
export const workspace = z.enum(["production", "test"]);
export type Workspace = z.infer<typeof workspace>;

/**
 * Computed from the evidence, never set: `pending` never measured, or failed or completed more than 24 h ago; `completed`
 * every expected metric has a quantity; `partial` some have; `failed` none has; `na` organic traffic below 1,000 was measured.
 */
export const websiteStatus = z.enum(["pending", "partial", "completed", "failed", "na"]);
export type WebsiteStatus = z.infer<typeof websiteStatus>;

/** A completed or failed website is pending again after this, ms. */
export const pendingAgainAfterMs = 24 * 3_600_000;

/** Spaces around it are taken away. */
export const tag = z
  .string()
  .trim()
  .regex(
    /^\s*[^\s,;](?:[^,;\n]{0,38}[^\s,;])?\s*$/u,
    "a tag has 1 to 40 characters, and no comma, semicolon or line break",
  );

export const website = z
  .object({
    id: z.uuid(),
    workspace,
    /** Registrable name in lower case, in Unicode's ASCII form: "example.co.uk", "xn--caf-dma.fr". */
    domain: z.string(),
    name: z.string().nullable(),
    tags: z.array(z.string()),
    status: websiteStatus,
    created_at: z.string(),
    archived_at: z.string().nullable(),
    last_measured_at: z.string().nullable(),
    /** Provider of the last measurement. */
    provider: z.string().nullable(),
    /** Metrics with a quantity, and metrics the provider declares: coverage is one over the other. */
    obtained: z.int(),
    expected: z.int(),
    /** One reason per metric without a quantity. */
    missing: z.record(z.string(), reasonCode),
    is_demo: z.boolean(),
    /** Newest reading per metric, those without a quantity included. */
    metrics: z.record(
      z.string(),
      metricReading.pick({ kind: true, value: true, low: true, high: true, unit: true }),
    ),
    /** The last thirty values of the metric that was asked for as `trend`, oldest first; null when none was. */
    trend: z.array(z.object({ at: z.string(), value: z.number() })).nullable(),
  })
  .meta({ id: "Website" });
export type Website = z.infer<typeof website>;

/** `GET /websites/{id}/metrics`. */
export const websiteMetrics = z
  .object({
    website_id: z.uuid(),
    domain: z.string(),
    status: websiteStatus,
    obtained: z.int(),
    expected: z.int(),
    measurement_id: z.uuid().nullable(),
    measured_at: z.string().nullable(),
    metrics: z.array(metricReading),
  })
  .meta({ id: "WebsiteMetrics" });
export type WebsiteMetrics = z.infer<typeof websiteMetrics>;

export const websiteFilters = z.object({
  workspace: workspace.default("production"),
  status: websiteStatus.optional(),
  tag: tag.optional(),
  q: z.string().max(200).optional().describe("Part of a domain or name"),
  archived: z.enum(["true", "false"]).default("false"),
  measured_before: z.iso.datetime({ offset: true }).optional().describe("Last measured before, or never"),
  missing: metricId.optional().describe("Only websites without a quantity for this metric"),
});
export type WebsiteFilters = z.infer<typeof websiteFilters>;

export const websiteOrder = z.object({
  sort: z
    .union([z.enum(["domain", "status", "last_measured_at", "created_at", "coverage"]), metricId])
    .default("domain")
    .describe(
      "domain, status, last_measured_at, created_at, coverage, or a metric; unknown values come last",
    ),
  direction: z.enum(["asc", "desc"]).default("asc"),
  trend: metricId
    .optional()
    .describe("Give each website's last thirty values of this metric, for a sparkline"),
});
export type WebsiteOrder = z.infer<typeof websiteOrder>;

export const newWebsite = z.strictObject({
  domain: z.string().trim().min(1).max(2_000).describe("A domain or any address on it"),
  name: z.string().trim().min(1).max(200).nullable().default(null),
  tags: z.array(tag).max(20).default([]),
  workspace: workspace.default("production"),
});
export type NewWebsite = z.infer<typeof newWebsite>;

export const websiteChange = z.strictObject({
  name: z.string().trim().min(1).max(200).nullable().optional(),
  tags: z.array(tag).max(20).optional(),
});
export type WebsiteChange = z.infer<typeof websiteChange>;

/** `GET /websites/summary`. */
export const websitesSummary = z
  .object({
    total: z.int(),
    by_status: z.record(websiteStatus, z.int()),
    archived: z.int(),
    obtained: z.int(),
    expected: z.int(),
    /** Websites without a quantity, by metric and reason. */
    missing: z.array(z.object({ metric: metricId, reason: reasonCode, count: z.int() })),
    tags: z.array(z.object({ tag: z.string(), count: z.int() })),
  })
  .meta({ id: "WebsitesSummary" });
export type WebsitesSummary = z.infer<typeof websitesSummary>;

/** What `GET /websites/{id}/history` and the comparison give of the past. */
export const historyRange = z.object({
  metric: metricId.optional().describe("Only this metric"),
  since: z.iso.datetime({ offset: true }).optional().describe("Only what was observed since"),
});

/** `GET /websites/{id}/history`. */
export const websiteHistory = z
  .object({ website_id: z.uuid(), domain: z.string(), metrics: z.array(metricHistory) })
  .meta({ id: "WebsiteHistory" });
export type WebsiteHistory = z.infer<typeof websiteHistory>;

/** `GET /websites/compare?ids=…`: the same metrics side by side. */
export const websitesComparison = z
  .object({
    websites: z.array(websiteHistory.extend({ current: z.array(metricReading) })),
  })
  .meta({ id: "WebsitesComparison" });
export type WebsitesComparison = z.infer<typeof websitesComparison>;
