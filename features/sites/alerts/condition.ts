import type { AlertRuleRequest, QuantityKind } from "../contract.ts";

export type AlertCondition = AlertRuleRequest["condition"];

/** A reading as it is compared. */
export interface ComparedReading {
  kind: QuantityKind;
  value: number | null;
  low: number | null;
  high: number | null;
}

/** The two figures an alert tells of. */
export interface Met {
  before: number | null;
  after: number;
}

/**
 * Whether a condition certainly holds: of an interval or a bound, for every number it may stand for. `baseline` is the newest
 * reading at least the condition's days old; `previous` the one before. null: it does not hold, or nobody can say.
 */
export function conditionMet(
  condition: AlertCondition,
  now: ComparedReading,
  { baseline, previous }: { baseline: ComparedReading | null; previous: ComparedReading | null },
): Met | null {
  switch (condition.kind) {
    case "below":
      return isUnder(now, condition.value) ? { before: figure(previous), after: highest(now) } : null;
    case "above":
      return isOver(now, condition.value) ? { before: figure(previous), after: lowest(now) } : null;
    case "falls_by":
      return fallen(condition.percent, now, baseline);
    case "rises_by":
      return risen(condition.percent, now, baseline);
  }
}

/** "< 1,000" is below 1,000 although its bound is not. */
const isUnder = (now: ComparedReading, value: number): boolean =>
  highest(now) < value || (now.kind === "below" && now.high === value);
const isOver = (now: ComparedReading, value: number): boolean =>
  lowest(now) > value || (now.kind === "above" && now.low === value);

function fallen(percent: number, now: ComparedReading, baseline: ComparedReading | null): Met | null {
  if (baseline === null) return null;
  const before = lowest(baseline);
  const after = highest(now);
  return before > 0 && after <= before * (1 - percent / 100) ? { before, after } : null;
}

function risen(percent: number, now: ComparedReading, baseline: ComparedReading | null): Met | null {
  if (baseline === null) return null;
  const before = highest(baseline);
  const after = lowest(now);
  return after > before && after >= before * (1 + percent / 100) ? { before, after } : null;
}

const highest = ({ value, high }: ComparedReading): number => value ?? high ?? Number.POSITIVE_INFINITY;
const lowest = ({ value, low }: ComparedReading): number => value ?? low ?? Number.NEGATIVE_INFINITY;

const figure = (reading: ComparedReading | null): number | null =>
  reading === null ? null : (reading.value ?? reading.high ?? reading.low);

/** A reading with what it is compared with. */
export interface Moment {
  now: ComparedReading;
  baseline: ComparedReading | null;
}

/**
 * What an alert tells when its condition has become true with the newest reading: it holds now, and did not at the one before.
 * An alert that stays true says nothing more, and the first reading of all has nothing to have become true from.
 */
export function becameTrue(condition: AlertCondition, newest: Moment, earlier: Moment | null): Met | null {
  if (earlier === null) return null;
  const met = conditionMet(condition, newest.now, { baseline: newest.baseline, previous: earlier.now });
  const was = conditionMet(condition, earlier.now, { baseline: earlier.baseline, previous: null });
  return was === null ? met : null;
}
