import { z } from "zod";

/** What a value is counted in. `count` has no unit of its own: visits, visitors. */
export const metricUnit = z.enum(["count", "ratio", "seconds", "usd"]);
export type MetricUnit = z.infer<typeof metricUnit>;

export const inEveryLanguage = z.object({ en: z.string(), fr: z.string() });

/** A metric's identity in the API and in exports: "organic_traffic". */
export const metricId = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/);

/** What a metric is, whoever provides it. Bounds are those of a valid value, in the metric's unit. */
export const metricDefinition = z
  .object({
    id: metricId,
    label: inEveryLanguage,
    about: inEveryLanguage,
    unit: metricUnit,
    type: z.enum(["integer", "number"]),
    min: z.number(),
    /** The minimum itself is no valid value ("> 0"). */
    is_min_excluded: z.boolean(),
    /** null: no upper bound. */
    max: z.number().nullable(),
    /** Providers that have it, in the order of the registry. */
    providers: z.array(z.string()),
  })
  .meta({ id: "MetricDefinition" });
export type MetricDefinition = z.infer<typeof metricDefinition>;

/**
 * Why a metric has no value. `not_measured`: nobody asked yet. `below_threshold`: the site is too small (organic traffic
 * below 1,000), so the rest was not asked for. `no_data`: the provider answered that it has none. `not_in_answer`: it
 * answered without saying. `extractor_broken`: the page came, and no strategy matched. `unparseable`, `out_of_bounds`: it
 * said something that is no value of this metric; what it said is kept. `input_missing`: a computed metric lacks an input.
 * The rest say what stood between us and the provider.
 */
export const reasonCode = z.enum([
  "not_measured",
  "below_threshold",
  "no_data",
  "not_in_answer",
  "extractor_broken",
  "unparseable",
  "out_of_bounds",
  "input_missing",
  "wrong_site",
  "empty_shell",
  "call_failed",
  "rate_limited",
  "logged_out",
  "banned",
  "captcha",
  "no_browser",
  "not_in_file",
]);
export type ReasonCode = z.infer<typeof reasonCode>;

/** How much a reading says: one number, an interval, or only a bound ("< 0.01%" is `below` 0.0001). */
export const quantityKind = z.enum(["exact", "interval", "below", "above"]);
export type QuantityKind = z.infer<typeof quantityKind>;

/** Where a value came from. */
export const provenance = z.object({
  source: z.enum(["api", "dom", "computed", "file"]),
  provider: z.string(),
  /** The provider's call or page: "organic-summary", "traffic-analytics". */
  call: z.string(),
  /** Address asked, secrets redacted; null for a file or a computation. */
  url: z.string().nullable(),
  /** Name of the mirror that answered: "sam", "sam2". */
  mirror: z.string().nullable(),
  /** Path in the answer, selector in the page, or the formula. */
  place: z.string(),
  /** Which of an extractor's strategies matched ("attribute", "label", "position"); null for an API answer. */
  strategy: z.string().nullable(),
  /** Version of the extractor or of the call's reader. */
  extractor_version: z.int(),
  /** SHA-256 of the kept answer or page. */
  page_hash: z.string().nullable(),
  /** SHA-256 of the picture taken when an extractor stopped matching, or fell back. */
  screenshot_hash: z.string().nullable(),
  /** Day or month the provider says the value is of, ISO 8601; null when it does not say. */
  as_of: z.string().nullable(),
});
export type Provenance = z.infer<typeof provenance>;

/** One metric of one measurement: a value with its evidence, or the reason why there is none. */
export const metricReading = z
  .object({
    metric: metricId,
    kind: quantityKind.nullable(),
    /** Set when kind is `exact`. */
    value: z.number().nullable(),
    /** Lower end of an interval, or the bound it lies above. */
    low: z.number().nullable(),
    high: z.number().nullable(),
    unit: metricUnit,
    /** As the provider wrote it, cut to 200 characters; kept for values put aside too. */
    raw: z.string().nullable(),
    /** null exactly when there is a quantity. */
    reason: reasonCode.nullable(),
    /** One sentence for people that says more than the code. */
    detail: z.string().nullable(),
    /** 0..1; null without a quantity. */
    trust: z.number().min(0).max(1).nullable(),
    /** null when nobody was asked. */
    provenance: provenance.nullable(),
    observed_at: z.string().nullable(),
  })
  .meta({ id: "MetricReading" });
export type MetricReading = z.infer<typeof metricReading>;

export const metricPoint = z.object({
  measurement_id: z.uuid(),
  observed_at: z.string(),
  kind: quantityKind.nullable(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  reason: reasonCode.nullable(),
});
export type MetricPoint = z.infer<typeof metricPoint>;

/** One metric over time, oldest first. */
export const metricHistory = z
  .object({ metric: metricId, unit: metricUnit, points: z.array(metricPoint) })
  .meta({ id: "MetricHistory" });
export type MetricHistory = z.infer<typeof metricHistory>;

/** Organic traffic measured below this makes a website `na`: too small for the portal's other figures to mean anything. */
export const smallestOrganicTraffic = 1_000;
