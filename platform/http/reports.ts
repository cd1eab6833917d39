import type { Pool } from "pg";

/** How much of an account's budget is used: for the Operate pages. */
export interface BudgetReport {
  account: string;
  /** Permits granted in the period that ends now, and requests of others that were noticed in it. */
  spent: number;
  /** Permits allowed per period, what others are left not among them. */
  allowed: number;
  periodMs: number;
  burst: number;
  /** ISO 8601; set while a vendor's Retry-After holds the account back. */
  pausedUntil: string | null;
}

/** Every account ever used, by name. */
export async function readBudgets(pool: Pool): Promise<BudgetReport[]> {
  const { rows } = await pool.query<{
    account: string;
    spent: number;
    allowed: number;
    period_ms: number;
    burst: number;
    paused_until: Date | null;
  }>(
    `with clock as (select extract(epoch from clock_timestamp()) * 1000 as now_ms)
     select account, requests_per_period as allowed, period_ms, burst,
       (select coalesce(sum(granted), 0)::integer
        from unnest(granted_at_ms, granted_count) as grants (at_ms, granted)
        -- Rounded up to a slot of a 512th of the period; what lies further ahead is leased and not spent.
        where at_ms - period_ms / 512 > now_ms - period_ms and at_ms - period_ms / 512 <= now_ms) as spent,
       case when paused_until_ms > now_ms then to_timestamp(paused_until_ms / 1000) end as paused_until
     from millrace.http_budget, clock order by account`,
  );
  return rows.map((row) => ({
    account: row.account,
    spent: row.spent,
    allowed: row.allowed,
    periodMs: row.period_ms,
    burst: row.burst,
    pausedUntil: row.paused_until?.toISOString() ?? null,
  }));
}

/** The state of one vendor's host. `half-open`: due for a probe, or being probed. */
export interface BreakerReport {
  vendor: string;
  host: string;
  state: "closed" | "open" | "half-open";
  /** Failures in a row. */
  failures: number;
  lastFailure: string | null;
  /** ISO 8601; null unless open. */
  openUntil: string | null;
  changedAt: string;
}

/** Every vendor and host that ever failed, the open ones first. */
export async function readBreakers(pool: Pool): Promise<BreakerReport[]> {
  const { rows } = await pool.query<{
    vendor: string;
    host: string;
    state: BreakerReport["state"];
    failures: number;
    last_failure: string | null;
    open_until: Date | null;
    changed_at: Date;
  }>(
    `select vendor, host, failures, last_failure, open_until, changed_at,
       case when state = 'closed' then 'closed' when open_until > clock_timestamp() then 'open' else 'half-open' end as state
     from millrace.http_breaker order by state = 'closed', vendor, host`,
  );
  return rows.map((row) => ({
    vendor: row.vendor,
    host: row.host,
    state: row.state,
    failures: row.failures,
    lastFailure: row.last_failure,
    openUntil: row.open_until?.toISOString() ?? null,
    changedAt: row.changed_at.toISOString(),
  }));
}
