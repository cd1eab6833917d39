import type { MetricReading } from "@millrace/sites/contract";

/** A reading as a number, an interval or a bound; null when there is none. */
export function quantityText(
  reading: Pick<MetricReading, "kind" | "value" | "low" | "high"> | null,
): string | number | null {
  if (reading === null) return null;
  const { kind, value, low, high } = reading;
  if (kind === "exact") return value;
  if (kind === "interval") return `${low} – ${high}`;
  if (kind === "below") return `< ${high}`;
  return kind === "above" ? `> ${low}` : null;
}
