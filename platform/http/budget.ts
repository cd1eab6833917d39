import type { Pool } from "pg";
import { Transient, TryAgainLater } from "@millrace/platform/errors";
import { leasePermits, ownRequestsOf, toleranceMsOf } from "./budget-lease.ts";
import { ClockBridge } from "./clock-bridge.ts";
import type { Budget } from "./index.ts";

/** Permits asked for at once: small, because what a killed process leased and did not send is lost to everybody for a period. */
const largestLease = 16;

/** A permit due later than this is not waited for: the step gives its place back and comes again. */
const longestHorizonMs = 3_000;
/** Of a short period, as much as passes until the next permit after a burst that spent it all, and a little more. */
const horizonPeriods = 1.25;

interface Waiter {
  resolve: (permit: Permit) => void;
  reject: (error: unknown) => void;
}

export interface BudgetGateOptions {
  pool: Pool;
  budget: Budget;
}

/** The permit came too late for its request, for example because connecting took long; ask for another one. */
export class PermitLapsed extends Error {
  override readonly name = "PermitLapsed";
}

/** The right to send one request, now or within a moment. */
export class Permit {
  /** Its instant by the database's clock, ms since the epoch. */
  readonly startMs: number;
  readonly #lapsesAt: number;
  #isUsed = false;

  constructor(startMs: number, lapsesAt: number) {
    this.startMs = startMs;
    this.#lapsesAt = lapsesAt;
  }

  /** Call when the request is about to be written to its socket. Throws `PermitLapsed` when that is too late. */
  use(): void {
    if (this.isLapsed) throw new PermitLapsed("The permit lapsed before its request was sent");
    this.#isUsed = true;
  }

  get isUsed(): boolean {
    return this.#isUsed;
  }

  get isLapsed(): boolean {
    return performance.now() > this.#lapsesAt;
  }
}

/**
 * One process's door to an account's budget. Permits are leased from Postgres for the callers that wait, each with the
 * instant from which it may be used, and handed out in the order of arrival.
 *
 * A permit must be used within half the tolerance after its instant (the other half is for the network). One that was not
 * goes back with the next lease; a killed process's are lost for one period, at most `largestLease` and what was in
 * flight, and none is ever doubled.
 */
export class BudgetGate {
  readonly #pool: Pool;
  readonly #budget: Budget;
  readonly #horizonMs: number;
  readonly #waiters: Waiter[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Permits nobody waited for any more when they came due. */
  #spare: Permit[] = [];
  /** Instants of unused permits, to go back with the next lease. */
  #returned: number[] = [];
  readonly #clock = new ClockBridge();
  #isLeasing = false;
  /** How far ahead permits must start to survive the way back from the database. */
  #leadMs = 0;

  constructor(options: BudgetGateOptions) {
    this.#pool = options.pool;
    this.#budget = options.budget;
    this.#horizonMs = Math.min(longestHorizonMs, options.budget.periodMs * horizonPeriods);
  }

  /** Resolves when one request may be sent at once. Throws TryAgainLater, or the signal's reason. */
  async acquire(signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    const spare = this.#takeSpare();
    if (spare !== undefined) return spare;
    const { promise, resolve, reject } = Promise.withResolvers<Permit>();
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
      return await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Takes back a permit whose request was not sent; one that was used stays spent. */
  giveBack(permit: Permit): void {
    if (!permit.isUsed) this.#returned.push(permit.startMs);
  }

  /** Refuses everybody who waits and drops all permits. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#spare = [];
    this.#refuse(
      this.#waiters.length,
      () => new TryAgainLater(`The client of ${this.#budget.account} is closing.`, { afterMs: 1_000 }),
    );
  }

  #takeSpare(): Permit | undefined {
    for (const lapsed of this.#spare.filter((permit) => permit.isLapsed)) this.giveBack(lapsed);
    this.#spare = this.#spare.filter((permit) => !permit.isLapsed);
    return this.#spare.shift();
  }

  #leaseWhatIsMissing(): void {
    const want = Math.min(this.#waiters.length - this.#timers.size, largestLease);
    if (this.#isLeasing || want <= 0) return;
    this.#isLeasing = true;
    this.#lease(want)
      .catch((error: unknown) => {
        this.#refuse(
          this.#waiters.length - this.#timers.size,
          () =>
            new Transient(`The budget of ${this.#budget.account} can't be read from the database.`, {
              cause: error,
            }),
        );
      })
      .finally(() => {
        this.#isLeasing = false;
        this.#leaseWhatIsMissing();
      });
  }

  async #lease(want: number): Promise<void> {
    const askedAt = performance.now();
    const returned = this.#returned;
    this.#returned = [];
    const lease = await leasePermits(this.#pool, this.#budget, {
      want,
      leadMs: this.#leadMs,
      horizonMs: this.#horizonMs,
      returned,
    });
    const answeredAt = performance.now();
    const validMs = toleranceMsOf(this.#budget) / 2;
    const tripMs = answeredAt - askedAt;
    this.#leadMs = tripMs > validMs / 2 ? Math.min(tripMs * 2, this.#horizonMs / 2) : 0;
    this.#clock.learn(askedAt, answeredAt, lease.nowMs);
    for (const { startMs } of lease.permits) {
      // Never early, and never late: the late end of what is known of the clock for the start, the early end for the lapse.
      const permit = new Permit(startMs, this.#clock.earliest(startMs) + validMs);
      this.#schedule(this.#clock.latest(startMs), permit);
    }
    if (lease.nextInMs !== null) this.#refuseTheRest(lease.nextInMs);
  }

  #schedule(startsAt: number, permit: Permit): void {
    const delayMs = startsAt - performance.now();
    if (delayMs <= 0) {
      this.#hand(permit);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // Node's timers may fire a fraction of a millisecond early: never send early.
      this.#schedule(startsAt, permit);
      this.#leaseWhatIsMissing();
    }, Math.ceil(delayMs));
    this.#timers.add(timer);
  }

  #hand(permit: Permit): void {
    if (permit.isLapsed) {
      this.giveBack(permit);
      return;
    }
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#spare.push(permit);
    else waiter.resolve(permit);
  }

  /** Those for whom no permit is due within the horizon come again, each at an instant of its own. */
  #refuseTheRest(nextInMs: number): void {
    const intervalMs = this.#budget.periodMs / ownRequestsOf(this.#budget);
    let place = this.#waiters.length - this.#timers.size;
    this.#refuse(place, () => {
      place -= 1;
      const afterMs = Math.ceil(nextInMs + place * intervalMs);
      return new TryAgainLater(
        `The budget of ${this.#budget.account} is spent; the next request may be sent in ${Math.ceil(afterMs / 1_000)} s.`,
        {
          afterMs,
          facts: { account: this.#budget.account },
        },
      );
    });
  }

  /** Refuses the `count` who came last. */
  #refuse(count: number, errorOf: () => Error): void {
    for (let left = count; left > 0; left -= 1) this.#waiters.pop()?.reject(errorOf());
  }
}
