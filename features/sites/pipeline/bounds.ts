import type { MetricDefinition } from "../contract.ts";
import type { Quantity } from "../numbers/quantity.ts";

type Bounds = Pick<MetricDefinition, "type" | "min" | "is_min_excluded" | "max">;

/** Why a quantity is no value of a metric, as one sentence; null when it is one. */
export function boundsFault(quantity: Quantity, bounds: Bounds): string | null {
  switch (quantity.kind) {
    case "exact":
      return pointFault(quantity.value, bounds);
    case "interval":
      return pointFault(quantity.low, bounds) ?? pointFault(quantity.high, bounds);
    case "below":
      return belowFault(quantity.high, bounds);
    case "above":
      return aboveFault(quantity.low, bounds);
  }
}

function pointFault(
  value: number,
  { type, min, is_min_excluded: isMinExcluded, max }: Bounds,
): string | null {
  if (value < min || (isMinExcluded && value === min)) {
    return `${value} is not ${isMinExcluded ? "above" : "at least"} ${min}.`;
  }
  if (max !== null && value > max) return `${value} is more than ${max}.`;
  if (type === "integer" && !Number.isSafeInteger(value)) return `${value} is no whole number.`;
  return null;
}

/** "< 200 %" of something that ends at 100 % says nothing, and "< 0" of something that begins there can't be. */
function belowFault(high: number, { min, max }: Bounds): string | null {
  if (high <= min) return `Nothing of this metric lies below ${high}.`;
  return max !== null && high > max ? `Below ${high} says nothing: it never is more than ${max}.` : null;
}

function aboveFault(low: number, { min, max }: Bounds): string | null {
  if (max !== null && low > max) return `Nothing of this metric lies above ${low}.`;
  return low < min ? `Above ${low} says nothing: it never is less than ${min}.` : null;
}
