import type { Pool, PoolClient } from "pg";
import { inTransaction } from "@millrace/platform/db";
import { TryAgainLater, type LadderError } from "@millrace/platform/errors";
import { pauseAccount } from "./budget-lease.ts";
import type { Budget } from "./index.ts";
import { retryAfterMs } from "./ladder.ts";
import { latenessOf, withDelay } from "./late-arrival.ts";
import {
  bookingOf,
  meaningOf,
  unexplainedRequests,
  withBooking,
  type Booking,
  type Grants,
  type Sighting,
  type Watched,
} from "./others-use.ts";
import { readVendorLimits } from "./vendor-limits.ts";

/** Longest wait after a 429 that does not say how long, ms: a minute is the most common window of a rate limit. */
const longestSilentMs = 60_000;

/** An answer as far as the rate limit of its account goes. */
export interface WatchedAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Instant of its permit by the database's clock, ms; null: it was sent without one. */
  permitMs: number | null;
  /** How much longer than usual it took to begin, ms. */
  excessMs: number;
  error: LadderError | null;
}

interface Silence {
  /** 429s in a row that did not say how long to wait. */
  count: number;
  /** performance.now() until which the last one holds; what is refused before belongs to it. */
  until: number;
}

/**
 * Reads from every answer how much of its account's limit is left, so that it slows down before the first 429. Others use the
 * same account (a merchant's storefront): what the vendor counted and we did not send is booked in the account's window in
 * Postgres, for every process, and delays our next requests exactly as long as ours would.
 */
export class AccountWatch {
  readonly #pool: Pool;
  readonly #now: () => number;
  readonly #watched = new Map<string, Watched>();
  readonly #silences = new Map<string, Silence>();

  /** `now`: wall clock, ms since the epoch. */
  constructor(pool: Pool, now: () => number) {
    this.#pool = pool;
    this.#now = now;
  }

  /**
   * How long to wait should the next answer be a 429 that does not say: one period of the account, doubled with each in a
   * row, at most a minute.
   */
  silentRateLimitMs({ account, periodMs }: Budget): number {
    const silence = this.#silences.get(account);
    const doublings = Math.max((silence?.count ?? 0) - (this.#isWithin(silence) ? 1 : 0), 0);
    return Math.min(Math.min(periodMs, longestSilentMs) * 2 ** doublings, longestSilentMs);
  }

  /** Pauses the account, or books what others used, as the answer's status and headers say. */
  async saw(budget: Budget, answer: WatchedAnswer): Promise<void> {
    this.#countSilence(budget.account, answer);
    const { permitMs } = answer;
    const lateMs = latenessOf(answer.excessMs, budget);
    if (permitMs !== null && lateMs > 0)
      await changeBooks(this.#pool, budget.account, ({ grants }) =>
        withDelay(grants, permitMs, lateMs, budget),
      );
    const waitMs = this.#waitAskedFor(answer);
    if (waitMs > 0) await pauseAccount(this.#pool, budget, waitMs);
    // What a refusal counts differs from vendor to vendor, and its wait is known.
    if (answer.status === 429) return;
    for (const limit of readVendorLimits(answer.headers, this.#now())) {
      const meaning = meaningOf(limit, budget);
      if (meaning.kind === "same") await this.#compare(meaning.used, limit.resetMs, budget, answer.permitMs);
      else if (meaning.isSpent && meaning.waitMs > 0) await pauseAccount(this.#pool, budget, meaning.waitMs);
    }
  }

  #countSilence(account: string, { status, headers, error }: WatchedAnswer): void {
    const silence = this.#silences.get(account);
    if (status !== 429) {
      if (silence !== undefined && !this.#isWithin(silence)) this.#silences.delete(account);
      return;
    }
    if (this.#isWithin(silence) || headers["retry-after"] !== undefined || !(error instanceof TryAgainLater))
      return;
    const count = (silence?.count ?? 0) + 1;
    this.#silences.set(account, { count, until: performance.now() + error.afterMs });
  }

  #isWithin(silence: Silence | undefined): boolean {
    return silence !== undefined && performance.now() < silence.until;
  }

  /** RFC 9110 §10.2.3: how long to wait before the follow-up request. With a success it speaks of that one resource. */
  #waitAskedFor({ status, headers, error }: WatchedAnswer): number {
    if (error instanceof TryAgainLater) return error.afterMs;
    return status < 400 ? 0 : (retryAfterMs(headers["retry-after"], this.#now()) ?? 0);
  }

  async #compare(
    used: number,
    resetMs: number | null,
    budget: Budget,
    permitMs: number | null,
  ): Promise<void> {
    if (permitMs === null) return;
    const sighting = { sentMs: permitMs, used };
    const watched = this.#watched.get(budget.account) ?? { earlier: null, bookings: [] };
    // Most of the time nobody else is there, and a look without a lock is enough.
    const books = await readBooks(this.#pool, budget.account);
    const isAlone = unexplainedRequests(sighting, watched, books, budget) === 0;
    const booking = isAlone ? null : await bookOthers(this.#pool, { budget, sighting, watched, resetMs });
    this.#remember(budget, sighting, booking);
  }

  #remember({ account, periodMs }: Budget, sighting: Sighting, booking: Booking | null): void {
    const { earlier, bookings } = this.#watched.get(account) ?? { earlier: null, bookings: [] };
    this.#watched.set(account, {
      // Answers may overtake each other.
      earlier: earlier !== null && earlier.sentMs > sighting.sentMs ? earlier : sighting,
      bookings: [...bookings, ...(booking === null ? [] : [booking])].filter(
        ({ atMs }) => atMs > sighting.sentMs - 2 * periodMs,
      ),
    });
  }
}

interface Books {
  nowMs: number;
  grants: Grants;
}

async function readBooks(
  database: Pool | PoolClient,
  account: string,
  lock: "" | "for update" = "",
): Promise<Books> {
  const { rows } = await database.query<{ at_ms: number[]; counts: number[]; now_ms: number }>(
    `select granted_at_ms as at_ms, granted_count as counts,
       (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
     from millrace.http_budget where account = $1 ${lock}`,
    [account],
  );
  const row = rows[0];
  if (row === undefined) return { nowMs: 0, grants: { atMs: [], counts: [] } };
  return { nowMs: row.now_ms, grants: { atMs: row.at_ms, counts: row.counts } };
}

/** Counted again under the lock, because another process may have booked the same requests meanwhile. */
async function bookOthers(
  pool: Pool,
  seen: { budget: Budget; sighting: Sighting; watched: Watched; resetMs: number | null },
): Promise<Booking | null> {
  const { budget, sighting, watched, resetMs } = seen;
  let booking: Booking | null = null;
  await changeBooks(pool, budget.account, (books) => {
    const found = unexplainedRequests(sighting, watched, books, budget);
    if (found === 0) return books.grants;
    const { earlier } = watched;
    booking = bookingOf(found, { sighting, earlier, nowMs: books.nowMs, resetMs }, budget);
    return withBooking(books.grants, booking.count, booking.atMs, budget);
  });
  return booking;
}

async function changeBooks(pool: Pool, account: string, change: (books: Books) => Grants): Promise<void> {
  await inTransaction(pool, async (client) => {
    const books = await readBooks(client, account, "for update");
    const grants = change(books);
    if (grants === books.grants) return;
    await client.query(
      "update millrace.http_budget set granted_at_ms = $2, granted_count = $3, changed_at = now() where account = $1",
      [account, grants.atMs, grants.counts],
    );
  });
}
