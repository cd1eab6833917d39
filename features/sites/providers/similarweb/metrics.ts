import { declareMetric } from "../declare-metric.ts";
import type { MetricDeclaration } from "../provider.ts";

const inEngagement = (field: string) =>
  ({ kind: "api", call: "general-data", path: ["engagments", field] }) as const;

/**
 * What Similarweb's general data give of a website, by the API's own spelling. Its shares of traffic sources are of desktop
 * visits only: search traffic computed from them would be a guess, so it is not declared.
 */
export const similarwebMetrics: readonly MetricDeclaration[] = [
  declareMetric("visits", inEngagement("visits")),
  declareMetric("bounce_rate", inEngagement("bounce_rate")),
  declareMetric("avg_visit_duration", inEngagement("time_on_site")),
];
