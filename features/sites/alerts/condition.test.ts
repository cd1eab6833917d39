import { describe, expect, test } from "vitest";
import { becameTrue, conditionMet, type AlertCondition, type ComparedReading } from "./condition.ts";
import { alertMessage } from "./message.ts";

const exact = (value: number): ComparedReading => ({ kind: "exact", value, low: null, high: null });
const interval = (low: number, high: number): ComparedReading => ({
  kind: "interval",
  value: null,
  low,
  high,
});
const below = (high: number): ComparedReading => ({ kind: "below", value: null, low: null, high });
const above = (low: number): ComparedReading => ({ kind: "above", value: null, low, high: null });

const falls: AlertCondition = { kind: "falls_by", percent: 30, days: 7 };
const rises: AlertCondition = { kind: "rises_by", percent: 50, days: 7 };
const under: AlertCondition = { kind: "below", value: 1_000 };
const over: AlertCondition = { kind: "above", value: 0.5 };

describe("a condition holds only where it is certain", () => {
  test.each<[AlertCondition, ComparedReading, ComparedReading | null, boolean]>([
    [falls, exact(70), exact(100), true],
    [falls, exact(71), exact(100), false],
    [falls, exact(70), null, false],
    [falls, exact(0), exact(0), false],
    [falls, interval(50, 70), interval(100, 120), true],
    [falls, interval(50, 80), interval(100, 120), false],
    [falls, below(70), exact(100), true],
    [falls, exact(1), below(100), false],
    [falls, above(10), exact(100), false],
    [rises, exact(150), exact(100), true],
    [rises, exact(149), exact(100), false],
    [rises, exact(5), exact(0), true],
    [rises, exact(0), exact(0), false],
    [rises, above(150), exact(100), true],
    [rises, exact(1_000), above(100), false],
    [under, exact(999), null, true],
    [under, exact(1_000), null, false],
    [under, below(1_000), null, true],
    [under, interval(900, 1_100), null, false],
    [over, exact(0.51), null, true],
    [over, above(0.5), null, true],
    [over, below(0.9), null, false],
  ])("%o with %o after %o: %s", (condition, now, baseline, holds) => {
    expect(conditionMet(condition, now, { baseline, previous: null }) !== null).toBe(holds);
  });
});

describe("an alert fires when its condition becomes true", () => {
  const moment = (now: ComparedReading, baseline: ComparedReading | null = null) => ({ now, baseline });

  test("once, and again after it was false", () => {
    const visits = [2_000, 900, 800, 1_500, 700];
    const fired = visits.map((value, index) => {
      const earlier = visits[index - 1];
      return becameTrue(under, moment(exact(value)), earlier === undefined ? null : moment(exact(earlier)));
    });
    expect(fired).toEqual([null, { before: 2_000, after: 900 }, null, null, { before: 1_500, after: 700 }]);
  });

  test("a fall counts from the first reading that is old enough to compare with", () => {
    expect(becameTrue(falls, moment(exact(60), exact(100)), moment(exact(65)))).toEqual({
      before: 100,
      after: 60,
    });
    expect(becameTrue(falls, moment(exact(60), exact(100)), moment(exact(65), exact(100)))).toBeNull();
  });
});

test("an alert is one sentence in the language of the house", () => {
  const fall = { domain: "shop.example", metric: "visits", unit: "count", condition: falls } as const;
  expect(alertMessage("en", { ...fall, met: { before: 12_000, after: 8_160 } })).toBe(
    "shop.example: Visits fell by 32% in 7 days, from 12,000 to 8,160.",
  );
  expect(alertMessage("fr", { ...fall, met: { before: 12_000, after: 8_160 } }).replaceAll(/\s/gu, " ")).toBe(
    "shop.example : Visites en baisse de 32 % en 7 jours, de 12 000 à 8 160.",
  );
  const bounce = { domain: "a.example", metric: "bounce_rate", unit: "ratio", condition: over } as const;
  expect(alertMessage("en", { ...bounce, met: { before: null, after: 0.512 } })).toBe(
    "a.example: Bounce rate is above 50%: 51.2%.",
  );
});
