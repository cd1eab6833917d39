import { expect, it } from "vitest";
import type { Website } from "../../../contract.ts";
import { compareWithTruth } from "./compare-with-truth.ts";

const truth = {
  domain: "shop.example",
  metrics: {
    visits: { kind: "exact", value: 1200 },
    bounce_rate: { kind: "exact", value: 0.4312 },
    conversion_rate: { kind: "below", value: 0.0001 },
    branded_traffic: null,
  },
} as const;

type Stored = Website["metrics"][string];

const exact = (value: number): Stored => ({ kind: "exact", value, low: null, high: null, unit: "count" });
const below = (high: number): Stored => ({ kind: "below", value: null, low: null, high, unit: "ratio" });

it("finds nothing wrong with what is true, whatever its last binary digit", () => {
  const metrics = { visits: exact(1200), bounce_rate: exact(0.4312 + 1e-16), conversion_rate: below(0.0001) };
  expect(compareWithTruth({ metrics, missing: {} }, truth)).toEqual({
    owed: 3,
    obtained: 3,
    missing: [],
    wrong: [],
  });
});

it("names what is not true: another number, a bound taken for a number, a value the portal does not have", () => {
  const metrics = { visits: exact(1201), conversion_rate: exact(0.0001), branded_traffic: exact(3) };
  const { wrong } = compareWithTruth({ metrics, missing: { bounce_rate: "call_failed" } }, truth);
  expect(wrong.map((text) => text.split(":")[0])).toEqual(["visits", "conversion_rate", "branded_traffic"]);
});

it("misses what the portal has and we don't, but for websites too small to be asked for", () => {
  const missing = { bounce_rate: "call_failed", conversion_rate: "below_threshold" } as const;
  expect(compareWithTruth({ metrics: { visits: exact(1200) }, missing }, truth)).toEqual({
    owed: 2,
    obtained: 1,
    missing: ["bounce_rate: call_failed"],
    wrong: [],
  });
});
