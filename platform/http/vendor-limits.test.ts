import fc from "fast-check";
import { expect, test } from "vitest";
import { readVendorLimits } from "./vendor-limits.ts";

const nowMs = Date.UTC(2026, 10, 21, 8, 0, 0);
const read = (headers: Record<string, string>) => readVendorLimits(headers, nowMs);
const nothing = { limit: null, resetMs: null, windowMs: null };

test.each([
  ["a remaining count alone", { "ratelimit-remaining": "3" }, { ...nothing, remaining: 3 }],
  [
    "seconds",
    { "ratelimit-limit": "5", "ratelimit-remaining": "0", "ratelimit-reset": "1" },
    { limit: 5, remaining: 0, resetMs: 1_000, windowMs: null },
  ],
  [
    "a limit with its policy",
    { "ratelimit-limit": "100, 100;w=60", "ratelimit-remaining": "42", "ratelimit-reset": "30" },
    { limit: 100, remaining: 42, resetMs: 30_000, windowMs: 60_000 },
  ],
  [
    "the older headers, reset in seconds",
    { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "59", "x-ratelimit-reset": "12.5" },
    { limit: 60, remaining: 59, resetMs: 12_500, windowMs: null },
  ],
  [
    "reset as an instant in seconds",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(nowMs / 1_000 + 90) },
    { ...nothing, remaining: 0, resetMs: 90_000 },
  ],
  [
    "reset as an instant in milliseconds",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(nowMs + 1_500) },
    { ...nothing, remaining: 0, resetMs: 1_500 },
  ],
  [
    "reset as an instant that has passed",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(nowMs / 1_000 - 5) },
    { ...nothing, remaining: 0, resetMs: 0 },
  ],
  [
    "a reset nobody believes",
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "900000000" },
    { ...nothing, remaining: 0, resetMs: 86_400_000 },
  ],
  [
    "the newer headers before the older ones",
    { "ratelimit-remaining": "1", "x-ratelimit-remaining": "9" },
    { ...nothing, remaining: 1 },
  ],
  [
    "draft 07",
    { ratelimit: "limit=100, remaining=50, reset=30", "ratelimit-policy": "100;w=60" },
    { limit: 100, remaining: 50, resetMs: 30_000, windowMs: 60_000 },
  ],
])("%s is read", (_what, headers, limit) => {
  expect(read(headers)).toEqual([limit]);
});

test("each policy of the structured header is a limit of its own", () => {
  expect(
    read({
      ratelimit: '"burst";r=3;t=1, "per day; or so, roughly";r=900',
      "ratelimit-policy": '"burst";q=5;w=1, "per day; or so, roughly";q=1000;w=86400;pk=:YWNtZQ==:',
      "ratelimit-remaining": "7",
    }),
  ).toEqual([
    { limit: 5, remaining: 3, resetMs: 1_000, windowMs: 1_000 },
    { limit: 1_000, remaining: 900, resetMs: null, windowMs: 86_400_000 },
  ]);
});

test.each<Record<string, string>>([
  {},
  { "ratelimit-remaining": "" },
  { "ratelimit-remaining": "many" },
  { "ratelimit-remaining": "-1" },
  { ratelimit: '"burst";t=1' },
  { "ratelimit-reset": "3" },
])("%j says nothing", (headers) => {
  expect(read(headers)).toEqual([]);
});

test("whatever the headers hold, what is read are counts and times a limit can have", () => {
  const text = fc.oneof(fc.string(), fc.nat().map(String), fc.stringMatching(/^["a-z;=,0-9 ]{0,40}$/));
  fc.assert(
    fc.property(
      fc.record({
        ratelimit: text,
        "ratelimit-policy": text,
        "ratelimit-limit": text,
        "ratelimit-remaining": text,
        "x-ratelimit-remaining": text,
        "x-ratelimit-reset": text,
      }),
      (headers) => {
        for (const { limit, remaining, resetMs, windowMs } of read(headers)) {
          for (const value of [limit, remaining, windowMs])
            expect(value === null || (Number.isSafeInteger(value) && value >= 0)).toBe(true);
          expect(resetMs === null || (resetMs >= 0 && resetMs <= 86_400_000)).toBe(true);
        }
      },
    ),
  );
});
