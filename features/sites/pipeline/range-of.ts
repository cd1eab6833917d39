import type { MetricDefinition, MetricReading } from "../contract.ts";

/** Every number a reading may stand for: both ends, at most those of the metric itself. */
export interface Range {
  low: number;
  high: number;
}

/** null for a reading without a quantity. */
export function rangeOf(
  { kind, value, low, high }: Pick<MetricReading, "kind" | "value" | "low" | "high">,
  { min, max }: Pick<MetricDefinition, "min" | "max">,
): Range | null {
  if (kind === null) return null;
  return {
    low: value ?? low ?? min,
    high: value ?? high ?? max ?? Number.POSITIVE_INFINITY,
  };
}
