import { Broken } from "@millrace/platform/errors";
import { standardMetrics } from "../metrics/standard-metrics.ts";
import type { MetricDeclaration, MetricSource } from "./provider.ts";

type StandardMetricId = (typeof standardMetrics)[number]["id"];

/** One of the standard metrics, as a provider has it. */
export function declareMetric(id: StandardMetricId, from: MetricSource): MetricDeclaration {
  const metric = standardMetrics.find((candidate) => candidate.id === id);
  if (metric === undefined) throw new Broken(`There is no standard metric ${id}.`);
  return { ...metric, from };
}

/** Metrics that a call gives, by their declarations. */
export const givenBy = (call: string, metrics: readonly MetricDeclaration[]): string[] =>
  metrics.filter(({ from }) => from.kind !== "computed" && from.call === call).map(({ id }) => id);
