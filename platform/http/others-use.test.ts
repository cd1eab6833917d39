import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Budget } from "./index.ts";
import {
  bookingOf,
  meaningOf,
  unexplainedRequests,
  withBooking,
  type Grants,
  type Watched,
} from "./others-use.ts";

const budget: Budget = {
  account: "shop",
  requestsPerPeriod: 5,
  periodMs: 1_000,
  toleranceMs: 20,
  burst: 2,
  concurrencyPerHost: 4,
  jitterMs: 0,
};
const said = { limit: null, remaining: 5, resetMs: null, windowMs: null };

describe("what a limit means", () => {
  test.each([
    ["no word on the window", { ...said, remaining: 2 }, 3],
    ["our own limit", { ...said, limit: 5, remaining: 2 }, 3],
    [
      "a lower limit that starts again within our period",
      { ...said, limit: 3, remaining: 2, resetMs: 1_000 },
      1,
    ],
    ["a policy of our period", { ...said, limit: 10, remaining: 2, windowMs: 1_000 }, 8],
    ["more left than our budget has", { ...said, remaining: 40 }, 0],
  ])("%s counts what our budget counts", (_what, limit, used) => {
    expect(meaningOf(limit, budget)).toEqual({ kind: "same", used });
  });

  test.each([
    ["a policy of a day", { limit: 1_000, remaining: 1, resetMs: 9_000, windowMs: 86_400_000 }, false, 9_000],
    ["a reset beyond our period", { ...said, limit: 5, remaining: 0, resetMs: 60_000 }, true, 60_000],
    ["another limit without a word on its window", { ...said, limit: 40, remaining: 0 }, true, 1_000],
  ])("%s is another window, of which only the end matters", (_what, limit, isSpent, waitMs) => {
    expect(meaningOf(limit, budget)).toEqual({ kind: "other", isSpent, waitMs });
  });

  test("another window keeps the same share for others", () => {
    const reserving = { ...budget, reservedRequests: 1 };
    const daily = { limit: 1_000, resetMs: null, windowMs: 86_400_000 };
    expect(meaningOf({ ...daily, remaining: 201 }, reserving)).toMatchObject({ isSpent: false });
    expect(meaningOf({ ...daily, remaining: 200 }, reserving)).toMatchObject({ isSpent: true });
  });
});

/** A request by anybody: when it is sent (ours: its permit's instant), and how much later it arrives. */
const request = fc.record({ gapMs: fc.nat(600), delayMs: fc.nat(20), isOurs: fc.boolean() });

interface Arrived {
  atMs: number;
  sentMs: number;
  isOurs: boolean;
}

function arrivals(requests: readonly { gapMs: number; delayMs: number; isOurs: boolean }[]): Arrived[] {
  let sentMs = 10_000;
  return requests
    .map(({ gapMs, delayMs, isOurs }) => {
      sentMs += gapMs;
      return { sentMs, atMs: sentMs + delayMs, isOurs };
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** How often a vendor counts itself asked at each arrival, by a window that slides or by one that starts again every period. */
const vendors: Record<string, (all: readonly Arrived[], atMs: number) => number> = {
  sliding: (all, atMs) => all.filter((one) => one.atMs <= atMs && one.atMs > atMs - budget.periodMs).length,
  fixed: (all, atMs) => {
    const startMs = Math.floor(atMs / budget.periodMs) * budget.periodMs;
    return all.filter((one) => one.atMs <= atMs && one.atMs >= startMs).length;
  },
};

const nobody: Watched = { earlier: null, bookings: [] };

/** Our answers in order, each with what is booked because of it, as the watch does it. */
function watch(
  all: readonly Arrived[],
  countAt: (all: readonly Arrived[], atMs: number) => number,
  latencyMs: number,
): number {
  let grants: Grants = { atMs: [], counts: [] };
  for (const { sentMs, isOurs } of all) if (isOurs) grants = withBooking(grants, 1, sentMs, budget);
  let watched = nobody;
  let booked = 0;
  for (const { sentMs, atMs, isOurs } of all) {
    if (!isOurs) continue;
    const nowMs = atMs + latencyMs;
    const sighting = { sentMs, used: countAt(all, atMs) };
    const { earlier, bookings } = watched;
    const found = unexplainedRequests(sighting, watched, { nowMs, grants }, budget);
    const booking = bookingOf(found, { sighting, earlier, nowMs, resetMs: null }, budget);
    if (found > 0) grants = withBooking(grants, found, booking.atMs, budget);
    booked += found;
    watched = { earlier: sighting, bookings: found > 0 ? [...bookings, booking] : bookings };
  }
  return booked;
}

describe.each(Object.entries(vendors))("with a %s window", (_name, countAt) => {
  test("whoever is alone is never slowed down, however his requests lie", () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), fc.nat(900), (requests, latencyMs) => {
        const all = arrivals(requests.map((one) => ({ ...one, isOurs: true })));
        expect(watch(all, countAt, latencyMs)).toBe(0);
      }),
    );
  });

  test("nobody's request is booked more than twice", () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), fc.nat(150), (requests, latencyMs) => {
        const all = arrivals(requests);
        const others = all.filter((one) => !one.isOurs).length;
        expect(watch(all, countAt, latencyMs)).toBeLessThanOrEqual(2 * others);
      }),
    );
  });
});

test("after each answer the books hold at least what the vendor's sliding window does", () => {
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 40 }), (requests) => {
      const all = arrivals(requests);
      let grants: Grants = { atMs: [], counts: [] };
      let watched = nobody;
      for (const { sentMs, atMs, isOurs } of all) {
        if (!isOurs) continue;
        grants = withBooking(grants, 1, sentMs, budget);
        const sighting = { sentMs, used: vendors["sliding"]?.(all, atMs) ?? 0 };
        const { earlier, bookings } = watched;
        const found = unexplainedRequests(sighting, watched, { nowMs: atMs, grants }, budget);
        const booking = bookingOf(found, { sighting, earlier, nowMs: atMs, resetMs: null }, budget);
        grants = withBooking(grants, found, booking.atMs, budget);
        watched = { earlier: sighting, bookings: [...bookings, booking] };
        // As millrace.http_lease counts: a window longer than the vendor's by the tolerance, and by what we count generously.
        const held = grants.atMs.reduce(
          (sum, at, slot) => (at > atMs - budget.periodMs - 70 ? sum + (grants.counts[slot] ?? 0) : sum),
          0,
        );
        expect(held).toBeGreaterThanOrEqual(sighting.used);
      }
    }),
  );
});

test("one who comes as often as before does not hide behind his requests of a moment ago", () => {
  // Twice a second, seen by us three times a second.
  const others = [0, 500, 1_000, 1_500, 2_000].map((at) => ({ sentMs: at, atMs: at, isOurs: false }));
  const ours = [100, 400, 700, 1_050, 1_450, 1_750, 2_150].map((at) => ({
    sentMs: at,
    atMs: at,
    isOurs: true,
  }));
  const all = [...others, ...ours].toSorted((a, b) => a.atMs - b.atMs);
  expect(watch(all, vendors["sliding"] ?? (() => 0), 20)).toBeGreaterThanOrEqual(5);
});

test("in a fixed window, others are seen although our own requests of the window before explain them all", () => {
  const minute: Budget = { ...budget, requestsPerPeriod: 60, periodMs: 60_000, toleranceMs: 500 };
  const everySecond = Array.from({ length: 61 }, (_, second) => second * 1_000);
  const grants: Grants = { atMs: everySecond, counts: everySecond.map(() => 1) };
  // The vendor started again at second 58; since then we asked three times, and somebody else ten times.
  const earlier = { sentMs: 59_000, used: 2 };
  const sighting = { sentMs: 60_000, used: 13 };
  const books = { nowMs: 60_050, grants };
  expect(unexplainedRequests(sighting, nobody, books, minute)).toBe(0);
  expect(unexplainedRequests(sighting, { earlier, bookings: [] }, books, minute)).toBe(10);
});

test("others' requests count for a whole window, or until the vendor starts again", () => {
  const seen = { sighting: { sentMs: 51_000, used: 3 }, earlier: null };
  const hour = { ...budget, periodMs: 3_600_000, toleranceMs: 500 };
  const within = (at: number, more: number) => [at, at + more / 512];
  const [least = 0, most = 0] = within(51_200, budget.periodMs);
  for (const resetMs of [null, 1_000]) {
    const { atMs, ...rest } = bookingOf(3, { ...seen, nowMs: 51_200, resetMs }, budget);
    expect([atMs >= least, atMs <= most, rest]).toEqual([true, true, { fromMs: 51_000, count: 3 }]);
  }
  const nowMs = 50_000_000;
  const { atMs } = bookingOf(3, { ...seen, nowMs, resetMs: 60_000 }, hour);
  const [earliest = 0, latest = 0] = within(nowMs + 61_000 - 3_600_500, hour.periodMs);
  expect([atMs >= earliest, atMs <= latest]).toEqual([true, true]);
});

test("bookings keep the order of instants and the sum", () => {
  const booking = fc.record({ count: fc.integer({ min: 1, max: 9 }), atMs: fc.nat(100_000) });
  fc.assert(
    fc.property(fc.array(booking), (bookings) => {
      const grants = bookings.reduce<Grants>(
        (all, { count, atMs }) => withBooking(all, count, atMs, budget),
        {
          atMs: [],
          counts: [],
        },
      );
      expect(grants.atMs).toEqual([...new Set(grants.atMs)].toSorted((a, b) => a - b));
      expect(grants.counts.reduce((sum, count) => sum + count, 0)).toBe(
        bookings.reduce((sum, { count }) => sum + count, 0),
      );
    }),
  );
});
