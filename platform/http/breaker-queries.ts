import type { Pool } from "pg";

/** One vendor's host, as the database has it. */
export interface BreakerRow {
  state: "closed" | "open";
  /** Failures in a row. */
  failures: number;
  /** Milliseconds until it may be probed; 0 when due or closed. */
  opensInMs: number;
  /** true while some process probes. */
  isProbed: boolean;
}

export interface BreakerKey {
  vendor: string;
  host: string;
}

export interface FailureRule {
  /** Failures in a row that open it. */
  failuresToOpen: number;
  /** Open now, whatever the count. */
  opensNow: boolean;
  /** How long it opens, ms. */
  openMs: number;
}

interface StoredRow {
  state: "closed" | "open";
  failures: number;
  opens_in_ms: number;
  is_probed: boolean;
}

const columns = `state, failures,
  greatest(0, coalesce(extract(epoch from open_until - clock_timestamp()) * 1000, 0))::float8 as opens_in_ms,
  coalesce(probe_until > clock_timestamp(), false) as is_probed`;

const untouched: BreakerRow = { state: "closed", failures: 0, opensInMs: 0, isProbed: false };

export async function readBreaker(pool: Pool, key: BreakerKey): Promise<BreakerRow> {
  const { rows } = await pool.query<StoredRow>(
    `select ${columns} from millrace.http_breaker where vendor = $1 and host = $2`,
    [key.vendor, key.host],
  );
  return rowOf(rows[0]);
}

/** Counts one failure and opens the breaker when the rule says so. One that is open already stays as it is. */
export async function countFailure(
  pool: Pool,
  key: BreakerKey,
  rule: FailureRule,
  why: string,
): Promise<BreakerRow> {
  const { rows } = await pool.query<StoredRow>(
    `insert into millrace.http_breaker as breaker (vendor, host, state, failures, open_until, last_failure)
     values ($1, $2, case when $4 or $3 <= 1 then 'open' else 'closed' end, 1,
             case when $4 or $3 <= 1 then clock_timestamp() + $5 * interval '1 ms' end, $6)
     on conflict (vendor, host) do update set
       failures = breaker.failures + 1,
       state = case when $4 or breaker.failures + 1 >= $3 then 'open' else breaker.state end,
       open_until = case when breaker.state = 'open' then breaker.open_until
                         when $4 or breaker.failures + 1 >= $3 then clock_timestamp() + $5 * interval '1 ms' end,
       last_failure = $6, changed_at = clock_timestamp()
     returning ${columns}`,
    [key.vendor, key.host, rule.failuresToOpen, rule.opensNow, rule.openMs, why],
  );
  return rowOf(rows[0]);
}

/** Closes the breaker and forgets its failures. */
export async function closeBreaker(pool: Pool, key: BreakerKey): Promise<void> {
  await pool.query(
    `update millrace.http_breaker set state = 'closed', failures = 0, reopenings = 0, open_until = null,
       probe_by = null, probe_until = null, changed_at = clock_timestamp()
     where vendor = $1 and host = $2`,
    [key.vendor, key.host],
  );
}

/** A success in normal operation: failures in a row start again at 0. One that was opened meanwhile stays open. */
export async function forgetFailures(pool: Pool, key: BreakerKey): Promise<void> {
  await pool.query(
    "update millrace.http_breaker set failures = 0 where vendor = $1 and host = $2 and state = 'closed'",
    [key.vendor, key.host],
  );
}

/** true for the one caller that may probe; its claim lapses after `claimMs` should it die. */
export async function claimProbe(
  pool: Pool,
  key: BreakerKey,
  probeId: string,
  claimMs: number,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update millrace.http_breaker set probe_by = $3, probe_until = clock_timestamp() + $4 * interval '1 ms'
     where vendor = $1 and host = $2 and state = 'open' and open_until <= clock_timestamp()
       and (probe_until is null or probe_until <= clock_timestamp())`,
    [key.vendor, key.host, probeId, claimMs],
  );
  return rowCount === 1;
}

/** The probe failed: open again, each time twice as long, up to `longestMs`. Only the process that holds the claim may. */
export async function reopenBreaker(
  pool: Pool,
  key: BreakerKey,
  probeId: string,
  times: { baseMs: number; longestMs: number; why: string },
): Promise<void> {
  await pool.query(
    `update millrace.http_breaker set reopenings = reopenings + 1, failures = failures + 1,
       open_until = clock_timestamp() + least($4 * power(2, least(reopenings + 1, 30)), $5) * interval '1 ms',
       probe_by = null, probe_until = null, last_failure = $6, changed_at = clock_timestamp()
     where vendor = $1 and host = $2 and probe_by = $3`,
    [key.vendor, key.host, probeId, times.baseMs, times.longestMs, times.why],
  );
}

/** The probe was not made after all (aborted, no budget): the next caller may make it. */
export async function releaseProbe(pool: Pool, key: BreakerKey, probeId: string): Promise<void> {
  await pool.query(
    "update millrace.http_breaker set probe_by = null, probe_until = null where vendor = $1 and host = $2 and probe_by = $3",
    [key.vendor, key.host, probeId],
  );
}

function rowOf(row: StoredRow | undefined): BreakerRow {
  if (row === undefined) return untouched;
  return { state: row.state, failures: row.failures, opensInMs: row.opens_in_ms, isProbed: row.is_probed };
}
