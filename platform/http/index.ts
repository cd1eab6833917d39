export { createPoliteClient, type PoliteClientOptions } from "./client.ts";
export { readBreakers, readBudgets, type BreakerReport, type BudgetReport } from "./reports.ts";
export { closeBreaker } from "./breaker-queries.ts";
export { BreakerOpen } from "./breaker-open.ts";
export { adaptiveTimeoutMs, LatencyLog, type TimeoutBounds } from "./adaptive-timeout.ts";
export { prunePageLog } from "./prune-page-log.ts";
export { isPublicAddress, type Resolver } from "./address-filter.ts";
export { redactHeaders, redactUrl } from "./redact.ts";

/** The polite client: every outbound HTTP call of the product goes through one of these. */
export interface PoliteRequest {
  /** Short vendor name; label of metrics and key of the circuit breaker together with the host ("linkedin-demo"). */
  vendor: string;
  /** Budget account ("linkedin-demo:default"); null for calls no budget limits. */
  account: string | null;
  url: string;
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | string;
  /** Aborts waiting and the socket. */
  signal?: AbortSignal;
  /** true when the URL was given by a user: private, loopback and link-local addresses are refused after DNS and on each redirect. */
  isUserGiven?: boolean;
  /** true: whoever knows the address may use it, so logs, errors, spans and the page log show its origin only. */
  isSecretAddress?: boolean;
  /** true: refuse what robots.txt disallows and record the robots file used. */
  obeyRobots?: boolean;
  /** true: keep the answer's body in the object store and a row in the page log. */
  keepPage?: boolean;
  /** Run id for the page log. */
  runId?: string;
  /** Bytes after which the body is refused; default 20 MB. */
  maxBytes?: number;
  /** false: an answer with a Location is the caller's to interpret, with the cookies it sets; default true. */
  followRedirects?: boolean;
  /** Which of the vendor's calls this is: each has a time-out learnt from its own latencies. Default: one for all. */
  call?: string;
}

export interface PoliteResponse {
  status: number;
  /** URL after redirects. */
  url: string;
  /** Names in lower case; several values joined by ", " (set-cookie: by a line feed). */
  headers: Readonly<Record<string, string>>;
  /** Decompressed; the character set is the caller's to read from content-type. */
  body: Uint8Array;
  /** SHA-256 of the kept body, null when keepPage was not asked. */
  snapshotHash: string | null;
  /** Id of the page-log row, null when keepPage was not asked. */
  pageId: string | null;
}

/**
 * Resolves with any answer the caller must interpret (2xx, 3xx without Location or not followed, 4xx except 408/425/429).
 * Throws by the ladder: TryAgainLater (429, budget spent, and as `BreakerOpen` a host that is left alone, to which nothing
 * was sent; `afterMs` from Retry-After or the budget's refill),
 * Transient (5xx, 408, 425, network, time-out), NeedsAttention (robots.txt forbids, address refused), Rejected (body too large).
 * Never retries by itself: the engine does, by the ladder. What an answer's headers say of its account's limit (RateLimit,
 * X-RateLimit, Retry-After) delays the next requests of every process, so that others with the same account cause no 429.
 */
export interface PoliteClient {
  fetch(request: PoliteRequest): Promise<PoliteResponse>;
}

/** How fast one account may be used; shared by every process through Postgres, leased in small batches. */
export interface Budget {
  account: string;
  /** Requests the vendor permits per period. */
  requestsPerPeriod: number;
  periodMs: number;
  /** Of these, requests left to others who use the account (a merchant's storefront); at least one stays ours. Default 0. */
  reservedRequests?: number;
  /**
   * How late after its instant a permit may still reach the vendor, ms: half of it to be sent, half on the way. The window is
   * longer than the period by as much, so a small one spends more of the limit and lapses more often when the machine is
   * busy. Default: 1 % of the period, at least 50 and at most 500.
   */
  toleranceMs?: number;
  /** Requests allowed at once after idling. */
  burst: number;
  /** Requests in flight per host in one process. */
  concurrencyPerHost: number;
  /** Random extra wait before each request, 0..jitterMs. */
  jitterMs: number;
}
