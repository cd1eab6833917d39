import type { Quantity, Parsed } from "../numbers/quantity.ts";
import type { Range } from "./range-of.ts";

/** A quantity, or one sentence why there is none. */
export type Computed = Extract<Parsed<Quantity>, { ok: unknown }> | { missing: string };

/**
 * One metric over another, neither of them negative. Intervals and bounds go through: the result holds every ratio that the
 * inputs allow, and nothing is computed where that is every number there is.
 */
export function computeRatio(numerator: Range, denominator: Range): Computed {
  if (denominator.high === 0) return { missing: "the figure to divide by is 0." };
  const low = numerator.low / denominator.high;
  const high = denominator.low === 0 ? Number.POSITIVE_INFINITY : numerator.high / denominator.low;
  if (high === low) return { ok: { kind: "exact", value: low } };
  if (Number.isFinite(high)) {
    return { ok: low === 0 ? { kind: "below", high } : { kind: "interval", low, high } };
  }
  if (low === 0) return { missing: "its inputs leave every value open." };
  return { ok: { kind: "above", low } };
}
