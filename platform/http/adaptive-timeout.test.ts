import fc from "fast-check";
import { expect, test } from "vitest";
import { adaptiveTimeoutMs, LatencyLog, latencySamples } from "./adaptive-timeout.ts";

const bounds = { minMs: 5_000, maxMs: 60_000 };

test("a vendor of which little is known gets the middle of the bounds", () => {
  expect(adaptiveTimeoutMs([])).toBe(32_500);
  expect(adaptiveTimeoutMs([10, 10, 10, 10])).toBe(32_500);
});

test("a quick vendor gets the shortest time-out, a slow one three times its 95th percentile", () => {
  expect(adaptiveTimeoutMs(Array(20).fill(100))).toBe(5_000);
  expect(adaptiveTimeoutMs(Array(20).fill(4_000))).toBe(12_000);
  expect(adaptiveTimeoutMs([...Array<number>(19).fill(4_000), 50_000])).toBe(12_000);
});

test("time-outs raise the time-out until the upper bound", () => {
  const log = new LatencyLog();
  for (let count = 0; count < latencySamples; count += 1) log.record("acme", 100);
  const before = adaptiveTimeoutMs(log.of("acme"));
  for (let count = 0; count < 10; count += 1) log.record("acme", adaptiveTimeoutMs(log.of("acme")));
  expect(adaptiveTimeoutMs(log.of("acme"))).toBeGreaterThan(before);
  expect(log.of("acme")).toHaveLength(latencySamples);
  expect(log.of("other")).toEqual([]);
});

test("the time-out never leaves its bounds and never falls when answers get slower", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(200_000), { minLength: 5, maxLength: 50 }),
      fc.nat(10_000),
      (latencies, slower) => {
        const before = adaptiveTimeoutMs(latencies, bounds);
        const after = adaptiveTimeoutMs(
          latencies.map((ms) => ms + slower),
          bounds,
        );
        expect(before).toBeGreaterThanOrEqual(bounds.minMs);
        expect(after).toBeLessThanOrEqual(bounds.maxMs);
        expect(after).toBeGreaterThanOrEqual(before);
      },
    ),
  );
});
