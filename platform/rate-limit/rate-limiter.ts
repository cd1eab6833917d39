import type { Pool } from "pg";
import { leaseUnits, type UnitLease } from "./lease-units.ts";
import type { RateLimitPolicy } from "./index.ts";

export interface RateDecision {
  isAllowed: boolean;
  /** Requests that may follow at once, as far as this process knows. */
  remaining: number;
  /** Until the whole allowance is there again, ms. */
  fullInMs: number;
  /** Until the next request may come, ms; 0 when this one is allowed. */
  retryInMs: number;
}

/** Units asked for at once, at most this share of the limit: what a process holds and does not use, others lack. */
const largestLeaseShare = 0.05;
/** A lease lapses after this share of the window: units of long ago can't be added to a bucket that filled up since. */
const leaseLifeShare = 0.1;
/** Askers remembered per process; whoever falls out asks the database anew. */
const mostAskers = 10_000;

/** What this process holds for one asker. */
interface Allowance {
  units: number;
  lapsesAt: number;
  /** Size of the next lease: doubles with a lease that is used up, begins at one again with one that lapses. */
  nextLease: number;
  /** No unit to be had before this instant. */
  refusedUntil: number;
  lease: UnitLease;
  leasedAt: number;
  leasing: Promise<void> | null;
  waiting: number;
}

/**
 * One process's door to a policy that all processes share. Units are leased from Postgres in small batches that grow with
 * use, so that most requests ask nobody.
 *
 * The bucket in the database is never overdrawn: a burst from all processes together is at most `limit`, and what comes
 * back over time comes back evenly. Only units that were leased and not used yet can add to that: at most one lease (5 %
 * of the limit, at least 1) per process.
 */
export class RateLimiter {
  readonly policy: RateLimitPolicy;
  readonly #pool: Pick<Pool, "query">;
  readonly #monotonicMs: () => number;
  readonly #allowances = new Map<string, Allowance>();
  readonly #largestLease: number;

  constructor(options: { pool: Pick<Pool, "query">; policy: RateLimitPolicy; monotonicMs?: () => number }) {
    this.policy = options.policy;
    this.#pool = options.pool;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#largestLease = Math.max(1, Math.floor(options.policy.limit * largestLeaseShare));
  }

  /** Takes one unit: at once where this process holds one, else after a lease. Throws what the database throws. */
  take(asker: string): RateDecision | Promise<RateDecision> {
    const allowance = this.#allowanceOf(asker);
    return this.#takeHeld(asker, allowance) ?? this.#takeAfterLease(asker, allowance);
  }

  /** null: only the database can tell. */
  #takeHeld(asker: string, allowance: Allowance): RateDecision | null {
    const now = this.#monotonicMs();
    if (allowance.units > 0 && now < allowance.lapsesAt) {
      allowance.units -= 1;
      // The next lease comes while the last units are used, so that nobody waits for it.
      if (allowance.units === 0 && allowance.nextLease > 2) this.#leaseAhead(asker, allowance);
      return this.#decision(allowance, now, true);
    }
    return now < allowance.refusedUntil ? this.#decision(allowance, now, false) : null;
  }

  async #takeAfterLease(asker: string, allowance: Allowance): Promise<RateDecision> {
    allowance.waiting += 1;
    try {
      for (;;) {
        await (allowance.leasing ?? this.#startLease(asker, allowance));
        const decision = this.#takeHeld(asker, allowance);
        if (decision !== null) return decision;
      }
    } finally {
      allowance.waiting -= 1;
    }
  }

  #leaseAhead(asker: string, allowance: Allowance): void {
    if (allowance.leasing !== null) return;
    // Nobody waits for it: whoever finds no unit leases again, and hears what is wrong.
    this.#startLease(asker, allowance).catch(() => undefined);
  }

  #startLease(asker: string, allowance: Allowance): Promise<void> {
    allowance.leasing = this.#lease(asker, allowance).finally(() => {
      allowance.leasing = null;
    });
    return allowance.leasing;
  }

  async #lease(asker: string, allowance: Allowance): Promise<void> {
    const askedAt = this.#monotonicMs();
    const isIdle = askedAt >= allowance.lapsesAt;
    const wish = isIdle ? 1 : allowance.nextLease;
    const want = Math.min(this.#largestLease, Math.max(wish, allowance.waiting));
    const lease = await leaseUnits(this.#pool, this.policy, asker, want);
    allowance.nextLease = Math.min(this.#largestLease, want * 2);
    allowance.units = lease.granted;
    allowance.lease = lease;
    allowance.leasedAt = this.#monotonicMs();
    allowance.lapsesAt = askedAt + this.policy.windowSecs * 1_000 * leaseLifeShare;
    if (lease.granted === 0) allowance.refusedUntil = allowance.leasedAt + this.#nextUnitMs(lease);
  }

  /** When an empty bucket has its next unit. */
  #nextUnitMs({ fullInMs }: UnitLease): number {
    const windowMs = this.policy.windowSecs * 1_000;
    const intervalMs = windowMs / this.policy.limit;
    return Math.max(1, fullInMs - windowMs + intervalMs);
  }

  #decision(allowance: Allowance, now: number, isAllowed: boolean): RateDecision {
    return {
      isAllowed,
      remaining: isAllowed ? allowance.lease.left + allowance.units : 0,
      fullInMs: Math.max(0, allowance.lease.fullInMs - (now - allowance.leasedAt)),
      retryInMs: isAllowed ? 0 : allowance.refusedUntil - now,
    };
  }

  #allowanceOf(asker: string): Allowance {
    const known = this.#allowances.get(asker);
    if (known !== undefined) return known;
    const [oldest] = this.#allowances.keys();
    if (this.#allowances.size >= mostAskers && oldest !== undefined) this.#allowances.delete(oldest);
    const fresh: Allowance = {
      units: 0,
      lapsesAt: 0,
      nextLease: 1,
      refusedUntil: 0,
      lease: { granted: 0, left: 0, fullInMs: 0 },
      leasedAt: 0,
      leasing: null,
      waiting: 0,
    };
    this.#allowances.set(asker, fresh);
    return fresh;
  }
}
