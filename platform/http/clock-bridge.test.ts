import fc from "fast-check";
import { expect, test } from "vitest";
import { ClockBridge } from "./clock-bridge.ts";

test("the quickest question of late says how exactly the database's clock is known", () => {
  const bridge = new ClockBridge();
  bridge.learn(0, 20, 1_010);
  expect([bridge.earliest(1_100), bridge.latest(1_100)]).toEqual([90, 110]);
  bridge.learn(30, 32, 1_031);
  expect(bridge.latest(1_100) - bridge.earliest(1_100)).toBeLessThan(2.1);
  bridge.learn(40, 90, 1_060);
  expect(bridge.latest(1_100) - bridge.earliest(1_100)).toBeLessThan(2.5);
});

test("a clock that was set is learnt anew", () => {
  const bridge = new ClockBridge();
  bridge.learn(0, 2, 1_001);
  bridge.learn(10, 12, 9_000_011);
  expect([bridge.earliest(9_000_100), bridge.latest(9_000_100)]).toEqual([99, 101]);
});

test("the true instant always lies between the bounds", () => {
  const question = fc.record({ pause: fc.nat(5_000), there: fc.nat(80), back: fc.nat(80) });
  fc.assert(
    fc.property(fc.integer(), fc.array(question, { minLength: 1 }), (offset, questions) => {
      const bridge = new ClockBridge();
      let now = 0;
      for (const { pause, there, back } of questions) {
        const askedAt = now + pause;
        now = askedAt + there + back;
        bridge.learn(askedAt, now, askedAt + there + offset);
        expect(bridge.earliest(now + offset)).toBeLessThanOrEqual(now + 1e-6);
        expect(bridge.latest(now + offset)).toBeGreaterThanOrEqual(now - 1e-6);
      }
    }),
  );
});
