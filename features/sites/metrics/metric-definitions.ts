import type { MetricDefinition } from "../contract.ts";
import type { SiteProvider } from "../providers/provider.ts";
import { standardMetrics } from "./standard-metrics.ts";

/**
 * Every metric there is here: the standard ones, then those only some provider declares, each with the providers that have it.
 * What two providers say differently of one metric is as the first says it.
 */
export function metricDefinitions(
  providers: readonly Pick<SiteProvider, "id" | "metrics">[],
): MetricDefinition[] {
  const declared = providers.flatMap((provider) => provider.metrics);
  const known = new Map([...standardMetrics, ...declared].toReversed().map((metric) => [metric.id, metric]));
  const ids = new Set([...standardMetrics, ...declared].map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const metric = known.get(id);
    if (metric === undefined) return [];
    const { label, about, unit, type, min, is_min_excluded, max } = metric;
    const having = providers.filter((provider) => provider.metrics.some((one) => one.id === id));
    return [
      { id, label, about, unit, type, min, is_min_excluded, max, providers: having.map((one) => one.id) },
    ];
  });
}
