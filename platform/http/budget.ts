import type { Pool } from "pg";
import { Transient, TryAgainLater } from "@millrace/platform/errors";
import { leasePermits, toleranceMsOf } from "./budget-lease.ts";
import type { Budget } from "./index.ts";

/** Permits asked for at once: small, because what a killed process leased and did not send is lost to everybody for a period. */
const largestLease = 16;

/** A permit due later than this is not waited for: the step gives its place back and comes again. */
const defaultHorizonMs = 3_000;

interface Waiter {
  resolve: () => void;
  reject: (error: unknown) => void;
}

export interface BudgetGateOptions {
  pool: Pool;
  budget: Budget;
  /** Longest wait for a permit before TryAgainLater; default 3 s. */
  horizonMs?: number;
}

/**
 * One process's door to an account's budget. Permits are leased from Postgres for the callers that wait, each with the
 * instant from which it may be used, and handed out in the order of arrival.
 *
 * A permit must be used within half the tolerance after its instant (the other half is for the network); an unused one
 * lapses. So a crash, an abort or a stalled process costs permits, at most `largestLease` each time, and never doubles one.
 */
export class BudgetGate {
  readonly #pool: Pool;
  readonly #budget: Budget;
  readonly #horizonMs: number;
  readonly #waiters: Waiter[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Instants (performance.now) until which a permit nobody waited for any more may still be used. */
  #spare: number[] = [];
  #isLeasing = false;
  /** How far ahead permits must start to survive the way back from the database. */
  #leadMs = 0;

  constructor(options: BudgetGateOptions) {
    this.#pool = options.pool;
    this.#budget = options.budget;
    this.#horizonMs = options.horizonMs ?? defaultHorizonMs;
  }

  /** Resolves when one request may be sent at once. Throws TryAgainLater, or the signal's reason. */
  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#takeSpare()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { resolve, reject };
    const giveUp = () => {
      const index = this.#waiters.indexOf(waiter);
      if (index >= 0) this.#waiters.splice(index, 1);
      reject(signal.reason);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    this.#waiters.push(waiter);
    this.#leaseWhatIsMissing();
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Refuses everybody who waits and drops all permits. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#spare = [];
    this.#refuse(this.#waiters.length, () => new TryAgainLater(`The client of ${this.#budget.account} is closing.`, { afterMs: 1_000 }));
  }

  #takeSpare(): boolean {
    const now = performance.now();
    this.#spare = this.#spare.filter((until) => until > now);
    return this.#spare.shift() !== undefined;
  }

  #leaseWhatIsMissing(): void {
    const want = Math.min(this.#waiters.length - this.#timers.size, largestLease);
    if (this.#isLeasing || want <= 0) return;
    this.#isLeasing = true;
    this.#lease(want)
      .catch((error: unknown) => {
        this.#refuse(this.#waiters.length - this.#timers.size, () => new Transient(`The budget of ${this.#budget.account} can't be read from the database.`, { cause: error }));
      })
      .finally(() => {
        this.#isLeasing = false;
        this.#leaseWhatIsMissing();
      });
  }

  async #lease(want: number): Promise<void> {
    const askedAt = performance.now();
    const lease = await leasePermits(this.#pool, this.#budget, { want, leadMs: this.#leadMs, horizonMs: this.#horizonMs });
    const answeredAt = performance.now();
    const validMs = toleranceMsOf(this.#budget) / 2;
    const tripMs = answeredAt - askedAt;
    this.#leadMs = tripMs > validMs / 2 ? Math.min(tripMs * 2, this.#horizonMs / 2) : 0;
    for (const dueInMs of lease.dueInMs) {
      // The database read its clock between asking and answer: the late end for the start, the early end for the lapse.
      this.#schedule(answeredAt + dueInMs, askedAt + dueInMs + validMs);
    }
    if (lease.nextInMs !== null) this.#refuseTheRest(lease.nextInMs);
  }

  #schedule(startsAt: number, lapsesAt: number): void {
    const delayMs = startsAt - performance.now();
    if (delayMs <= 0) {
      this.#hand(lapsesAt);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // Node rounds timers down to the millisecond: never early.
      this.#schedule(startsAt, lapsesAt);
      this.#leaseWhatIsMissing();
    }, Math.ceil(delayMs));
    this.#timers.add(timer);
  }

  #hand(lapsesAt: number): void {
    if (performance.now() >= lapsesAt) return;
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#spare.push(lapsesAt);
    else waiter.resolve();
  }

  /** Those for whom no permit is due within the horizon come again, each at an instant of its own. */
  #refuseTheRest(nextInMs: number): void {
    const intervalMs = this.#budget.periodMs / this.#budget.requestsPerPeriod;
    let place = this.#waiters.length - this.#timers.size;
    this.#refuse(place, () => {
      place -= 1;
      const afterMs = Math.ceil(nextInMs + place * intervalMs);
      return new TryAgainLater(`The budget of ${this.#budget.account} is spent; the next request may be sent in ${Math.ceil(afterMs / 1_000)} s.`, {
        afterMs, facts: { account: this.#budget.account },
      });
    });
  }

  /** Refuses the `count` who came last. */
  #refuse(count: number, errorOf: () => Error): void {
    for (let left = count; left > 0; left -= 1) this.#waiters.pop()?.reject(errorOf());
  }
}
