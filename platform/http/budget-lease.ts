import type { Pool } from "pg";
import type { Budget } from "./index.ts";

export interface PermitLease {
  /** When it was granted, by the database's clock, ms since the epoch. */
  nowMs: number;
  /** For each permit granted: milliseconds from the database's now until it may be used, and its instant by the database's clock. */
  permits: { dueInMs: number; startMs: number }[];
  /** Milliseconds until the next permit would be due; null when all that were wanted were granted. */
  nextInMs: number | null;
}

export interface LeaseWish {
  want: number;
  /** Permits start at least so far in the future, ms. */
  leadMs: number;
  /** Permits due later than this are not granted, ms. */
  horizonMs: number;
  /** Instants (`startMs`) of earlier permits that were not used and go back. */
  returned: readonly number[];
}

/**
 * How late after its instant a permit may still reach the vendor, ms. The sliding window is longer than the period by as
 * much, so a late request never makes a window overfull; 1 % of the period is the most that costs, except below 5 s.
 */
export function toleranceMsOf({ periodMs, toleranceMs }: Budget): number {
  return toleranceMs ?? Math.min(Math.max(periodMs / 100, 50), 500);
}

/** Requests per period that are ours: what others are left is never spent. */
export function ownRequestsOf({ requestsPerPeriod, reservedRequests }: Budget): number {
  return Math.max(requestsPerPeriod - Math.ceil(reservedRequests ?? 0), 1);
}

/** Leases permits by the database's clock; one statement, one row lock per account. */
export async function leasePermits(pool: Pool, budget: Budget, wish: LeaseWish): Promise<PermitLease> {
  const requests = ownRequestsOf(budget);
  const { rows } = await pool.query<{ now_ms: number; starts_ms: number[]; next_ms: number | null }>(
    "select now_ms, starts_ms, next_ms from millrace.http_lease($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    [
      budget.account,
      requests,
      budget.periodMs,
      Math.min(budget.burst, requests),
      toleranceMsOf(budget),
      wish.want,
      wish.leadMs,
      wish.horizonMs,
      wish.returned,
    ],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`http_lease returned no row for ${budget.account}`);
  return {
    nowMs: row.now_ms,
    permits: row.starts_ms.map((startMs) => ({ startMs, dueInMs: startMs - row.now_ms })),
    nextInMs: row.next_ms === null ? null : row.next_ms - row.now_ms,
  };
}

/** No process sends a request of this account for `ms` from now: the vendor asked for it (Retry-After). Never shortens a pause. */
export async function pauseAccount(pool: Pool, budget: Budget, ms: number): Promise<void> {
  const requests = ownRequestsOf(budget);
  await pool.query(
    `insert into millrace.http_budget as budget (account, requests_per_period, period_ms, burst, paused_until_ms)
     values ($1, $2, $3, $4, extract(epoch from clock_timestamp()) * 1000 + $5)
     on conflict (account) do update set paused_until_ms = greatest(budget.paused_until_ms, excluded.paused_until_ms), changed_at = now()`,
    [budget.account, requests, budget.periodMs, Math.min(budget.burst, requests), ms],
  );
}
