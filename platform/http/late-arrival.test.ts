import fc from "fast-check";
import { expect, test } from "vitest";
import type { Budget } from "./index.ts";
import { excessOf, latenessOf, withDelay } from "./late-arrival.ts";
import { withBooking, type Grants } from "./others-use.ts";

const budget: Budget = {
  account: "shop",
  requestsPerPeriod: 5,
  periodMs: 1_000,
  toleranceMs: 30,
  burst: 2,
  concurrencyPerHost: 4,
  jitterMs: 0,
};

test("an answer is late beyond what three in four take", () => {
  const usual = [20, 20, 20, 20, 30, 30, 40, 300];
  expect(excessOf(500, usual.slice(0, 4))).toBe(0);
  expect(excessOf(25, usual)).toBe(0);
  expect(excessOf(95, usual)).toBe(65);
});

test("what the tolerance covers is not late, and no answer costs more than three tolerances", () => {
  expect(latenessOf(15, budget)).toBe(0);
  expect(latenessOf(65, budget)).toBe(50);
  expect(latenessOf(5_000, budget)).toBe(90);
});

test("a permit that is delayed counts once, at its later instant", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(5_000), { minLength: 1, maxLength: 30 }),
      fc.nat(29),
      fc.nat(100),
      (instants, which, delayMs) => {
        const grants = instants.reduce<Grants>((all, at) => withBooking(all, 1, at, budget), {
          atMs: [],
          counts: [],
        });
        const instant = instants[which % instants.length] ?? 0;
        const delayed = withDelay(grants, instant, delayMs, budget);
        const expanded = (of: Grants): number[] =>
          of.atMs.flatMap((at, slot) => Array<number>(of.counts[slot] ?? 0).fill(at));
        expect(expanded(delayed)).toHaveLength(instants.length);
        expect(delayed.atMs).toEqual(delayed.atMs.toSorted((a, b) => a - b));
        const slotMs = budget.periodMs / 512;
        const sum = (of: Grants): number => expanded(of).reduce((total, at) => total + at, 0);
        expect(sum(delayed) - sum(grants)).toBeGreaterThanOrEqual(delayMs - slotMs);
        expect(sum(delayed) - sum(grants)).toBeLessThanOrEqual(delayMs + slotMs);
      },
    ),
  );
});

test("a permit that is not in the books any more is left alone", () => {
  const grants = withBooking({ atMs: [], counts: [] }, 1, 1_000, budget);
  expect(withDelay(grants, 2_000, 50, budget)).toBe(grants);
});
