import type { MetricDefinition, MetricReading, Website } from "../contract.ts";

/**
 * One entry per metric a website is expected to have, in the order of the definitions: those its provider declares, for one that
 * was never measured the first provider's, and whatever was read of it besides. What nobody was asked for is `not_measured`.
 */
export function expectedReadings(
  { provider }: Pick<Website, "provider">,
  latest: readonly MetricReading[],
  definitions: readonly MetricDefinition[],
): MetricReading[] {
  const first = definitions.flatMap(({ providers }) => providers)[0];
  const measuredBy = provider ?? first;
  const declared = definitions.filter(
    ({ providers }) => measuredBy === undefined || providers.includes(measuredBy),
  );
  const read = new Map(latest.map((reading) => [reading.metric, reading]));
  const expected = declared.map((definition) => read.get(definition.id) ?? notMeasured(definition));
  const others = latest.filter(({ metric }) => declared.every(({ id }) => id !== metric));
  return [...expected, ...others];
}

function notMeasured({ id, unit }: MetricDefinition): MetricReading {
  const nothing = { kind: null, value: null, low: null, high: null, raw: null, detail: null, trust: null };
  return {
    metric: id,
    unit,
    ...nothing,
    reason: "not_measured",
    provenance: null,
    observed_at: null,
  };
}
