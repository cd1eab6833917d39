import fc from "fast-check";
import { expect, test } from "vitest";
import { cronOf, isDue, lastPlanned, nextPlanned, type BackupPlan } from "./plan.ts";

const daily: BackupPlan = { every: "day", hour: 3 };
const at = (text: string): number => Date.parse(text);

test.each([
  [daily, "2026-11-24T02:59:59Z", "2026-11-23T03:00:00Z"],
  [daily, "2026-11-24T03:00:00Z", "2026-11-24T03:00:00Z"],
  [{ every: "week", hour: 23 } as const, "2026-11-24T12:00:00Z", "2026-11-23T23:00:00Z"],
  [{ every: "week", hour: 0 } as const, "2026-11-29T23:59:59Z", "2026-11-23T00:00:00Z"],
])("of %j the newest planned time at %s is %s", (plan, now, planned) => {
  expect(new Date(lastPlanned(plan, at(now)) ?? 0)).toEqual(new Date(planned));
});

test("a backup is due once per planned time, also when the house was off at it", () => {
  expect(isDue(daily, at("2026-11-24T09:00:00Z"), at("2026-11-23T03:00:10Z"))).toBe(true);
  expect(isDue(daily, at("2026-11-24T09:00:00Z"), at("2026-11-24T03:00:10Z"))).toBe(false);
  expect(isDue(daily, at("2026-11-24T09:00:00Z"), null)).toBe(true);
  expect(isDue({ ...daily, every: "off" }, at("2026-11-24T09:00:00Z"), null)).toBe(false);
});

test("the next planned time is after now, by at most one period", () => {
  const plan = fc.record({
    every: fc.constantFrom("day" as const, "week" as const),
    hour: fc.integer({ min: 0, max: 23 }),
  });
  fc.assert(
    fc.property(plan, fc.integer({ min: 0, max: 4e12 }), (one, now) => {
      const [last, next] = [lastPlanned(one, now) ?? NaN, nextPlanned(one, now) ?? NaN];
      expect(last <= now && now < next).toBe(true);
      expect(new Date(next).getUTCHours()).toBe(one.hour);
      expect(one.every === "week" ? new Date(next).getUTCDay() : 1).toBe(1);
    }),
  );
});

test("the plan is told as a cron expression", () => {
  expect([cronOf(daily), cronOf({ every: "week", hour: 5 }), cronOf({ every: "off", hour: 5 })]).toEqual([
    "0 3 * * *",
    "0 5 * * 1",
    null,
  ]);
});
