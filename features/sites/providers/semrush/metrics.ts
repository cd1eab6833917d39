import { declareMetric } from "../declare-metric.ts";
import type { MetricDeclaration } from "../provider.ts";

/**
 * What Semrush's reports give, by the names of their columns. Branded traffic and conversion are in its pages, and in no
 * report of the API that is documented: they are not declared.
 */
export const semrushMetrics: readonly MetricDeclaration[] = [
  declareMetric("organic_traffic", { kind: "api", call: "domain-rank", path: ["Organic Traffic"] }),
  declareMetric("paid_search_traffic", { kind: "api", call: "domain-rank", path: ["Adwords Traffic"] }),
  declareMetric("visits", { kind: "api", call: "traffic-summary", path: ["visits"] }),
  declareMetric("bounce_rate", { kind: "api", call: "traffic-summary", path: ["bounce_rate"] }),
  declareMetric("avg_visit_duration", { kind: "api", call: "traffic-summary", path: ["time_on_site"] }),
];
