import { toleranceMsOf } from "./budget-lease.ts";
import type { Budget } from "./index.ts";
import type { VendorLimit } from "./vendor-limits.ts";

/**
 * Requests of an account by the table's memory: `counts[i]` were granted for instants up to `atMs[i]` (the database's clock),
 * oldest first. Those of others, once noticed, stand among ours.
 */
export interface Grants {
  atMs: readonly number[];
  counts: readonly number[];
}

/** How often the vendor says it was asked within its window. */
export interface Sighting {
  /** Instant of the permit the question was sent with, by the database's clock: the vendor counted then or a little later. */
  sentMs: number;
  used: number;
}

/** Requests of others that were noticed: they came after `fromMs`, and are booked at `atMs`, when they were noticed. */
export interface Booking {
  fromMs: number;
  atMs: number;
  count: number;
}

/** What a process remembers of an account. */
export interface Watched {
  /** The sighting before; null: there is none. */
  earlier: Sighting | null;
  /** Booked by this process, not longer ago than two periods. */
  bookings: readonly Booking[];
}

/** Grants are remembered in slots of this width, rounded up: as in millrace.http_lease. */
const slotsPerPeriod = 512;
/** How much longer than another one a request of ours may take to the vendor: of a period, and at most, ms. */
const networkJitter = { share: 0.05, mostMs: 250 };
/** A reset in whole seconds may be this much too early. */
const resetRoundingMs = 1_000;

/** What one limit of a vendor means for an account. */
export type LimitMeaning =
  /** It counts what our budget counts. */
  | { kind: "same"; used: number }
  /** Another window (a day beside our second): only its end matters. `waitMs`: until the count starts again. */
  | { kind: "other"; isSpent: boolean; waitMs: number };

/**
 * A vendor's limit beside our budget. Without a word on its window it is taken for the budget's own; a reset that lies
 * further ahead than a period, or another window in the policy, makes it another one.
 */
export function meaningOf(limit: VendorLimit, budget: Budget): LimitMeaning {
  if (isSameWindow(limit, budget))
    return { kind: "same", used: Math.max((limit.limit ?? budget.requestsPerPeriod) - limit.remaining, 0) };
  const share = (budget.reservedRequests ?? 0) / budget.requestsPerPeriod;
  const reserved = Math.floor((limit.limit ?? budget.requestsPerPeriod) * share);
  return { kind: "other", isSpent: limit.remaining <= reserved, waitMs: limit.resetMs ?? budget.periodMs };
}

function isSameWindow(limit: VendorLimit, { periodMs, requestsPerPeriod }: Budget): boolean {
  if (limit.windowMs !== null) return Math.abs(limit.windowMs - periodMs) <= periodMs / 10;
  if (limit.resetMs !== null && limit.resetMs > periodMs + resetRoundingMs) return false;
  return limit.limit === null || limit.limit === requestsPerPeriod || limit.resetMs !== null;
}

/**
 * Requests the vendor counted that neither our grants nor what is booked of others explain: somebody else uses the account. Our
 * own are counted generously, for sliding and for fixed windows, so nobody is slowed down by his own requests:
 * - all of the vendor's window against all grants that may have arrived in it (exact for a sliding window), and
 * - what came since the sighting before against the grants since then (exact for a fixed window until it starts again).
 *
 * Those of others are counted strictly: one that may have left the vendor's window explains nothing any more. At worst it is
 * booked twice; taken the other way, it would hide the next one.
 */
export function unexplainedRequests(
  sighting: Sighting,
  { earlier, bookings }: Watched,
  books: { nowMs: number; grants: Grants },
  budget: Budget,
): number {
  const { periodMs } = budget;
  const slackMs = Math.max(
    toleranceMsOf(budget),
    Math.min(periodMs * networkJitter.share, networkJitter.mostMs),
  );
  const until = books.nowMs + periodMs / slotsPerPeriod;
  const ours = (after: number): number =>
    countBetween(books.grants, after, until) - countBetween(bookedGrants(bookings), after, until);
  const others = bookings.reduce(
    (sum, { fromMs, count }) => (fromMs > sighting.sentMs - periodMs ? sum + count : sum),
    0,
  );
  const inAll = sighting.used - ours(sighting.sentMs - periodMs - slackMs) - others;
  if (earlier === null || !isShortlyBefore(earlier, sighting, budget)) return Math.max(inAll, 0);
  // The request that brought the earlier sighting was counted by then.
  const sinceThen = sighting.used - earlier.used - (ours(earlier.sentMs - slackMs) - 1);
  return Math.max(inAll, sinceThen, 0);
}

function isShortlyBefore(earlier: Sighting, later: Sighting, { periodMs }: Budget): boolean {
  return earlier.sentMs < later.sentMs && later.sentMs - earlier.sentMs < periodMs;
}

function bookedGrants(bookings: readonly Booking[]): Grants {
  return { atMs: bookings.map(({ atMs }) => atMs), counts: bookings.map(({ count }) => count) };
}

function countBetween({ atMs, counts }: Grants, after: number, until: number): number {
  return atMs.reduce((sum, at, slot) => (at > after && at <= until ? sum + (counts[slot] ?? 0) : sum), 0);
}

/**
 * Where to book what was found: now, so that it counts for a whole window, or earlier when the vendor says that it starts counting
 * again before that.
 */
export function bookingOf(
  count: number,
  {
    sighting,
    earlier,
    nowMs,
    resetMs,
  }: {
    sighting: Sighting;
    earlier: Sighting | null;
    nowMs: number;
    resetMs: number | null;
  },
  budget: Budget,
): Booking {
  const windowMs = budget.periodMs + toleranceMsOf(budget);
  const leavesInMs = Math.min(windowMs, resetMs === null ? windowMs : resetMs + resetRoundingMs);
  // Nobody looked before: as if they had all come just now, which is how long they are booked for.
  const fromMs =
    earlier !== null && isShortlyBefore(earlier, sighting, budget) ? earlier.sentMs : sighting.sentMs;
  return { fromMs, atMs: slotOf(nowMs + leavesInMs - windowMs, budget), count };
}

/** The grants with `count` requests more at an instant. */
export function withBooking(grants: Grants, count: number, instantMs: number, budget: Budget): Grants {
  const at = slotOf(instantMs, budget);
  const place = grants.atMs.findIndex((each) => each >= at);
  const slot = place < 0 ? grants.atMs.length : place;
  // Sums of fractions differ in their last digits: a slot half a width away is the same one.
  if (Math.abs((grants.atMs[slot] ?? Number.POSITIVE_INFINITY) - at) < budget.periodMs / slotsPerPeriod / 2)
    return { atMs: grants.atMs, counts: grants.counts.with(slot, (grants.counts[slot] ?? 0) + count) };
  return {
    atMs: grants.atMs.toSpliced(slot, 0, at),
    counts: grants.counts.toSpliced(slot, 0, count),
  };
}

function slotOf(instantMs: number, { periodMs }: Budget): number {
  const slotMs = periodMs / slotsPerPeriod;
  return Math.ceil(instantMs / slotMs) * slotMs;
}
