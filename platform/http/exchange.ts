import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { codeOf, LadderError, Rejected, Transient, TryAgainLater } from "@millrace/platform/errors";
import type { Clock } from "@millrace/platform/clock";
import { AccountWatch } from "./account-watch.ts";
import { publicAddressesOf, type AddressRules } from "./address-filter.ts";
import { adaptiveTimeoutMs, LatencyLog, type TimeoutBounds } from "./adaptive-timeout.ts";
import { acceptedEncodings, readBody } from "./body.ts";
import type { BreakerTicket, SharedBreaker } from "./breaker.ts";
import { PermitLapsed, type Permit } from "./budget.ts";
import type { BudgetBook, BudgetEntry } from "./budget-book.ts";
import { HostSlots } from "./host-slots.ts";
import { excessOf } from "./late-arrival.ts";
import type { PoliteRequest } from "./index.ts";
import { errorOfFault, errorOfStatus } from "./ladder.ts";
import { observed, type OutboundMetrics } from "./outbound-telemetry.ts";
import { shownUrl } from "./redact.ts";
import type { Hop } from "./redirects.ts";
import type { Transport } from "./transport.ts";

/** In flight per host for calls that no budget limits. */
const defaultConcurrencyPerHost = 16;
/** A whole answer may take so many times the time-out of its beginning: a server that drips a byte a second never idles. */
const deadlineFactor = 6;
/** Permits asked for in a row when connecting outlasts each of them; then the step comes again. */
const mostLapses = 4;

export interface ExchangeOptions {
  pool: Pool;
  clock: Clock;
  random: () => number;
  userAgent: string;
  transport: Transport;
  addressRules: AddressRules;
  breaker: SharedBreaker;
  budgets: BudgetBook;
  metrics: OutboundMetrics | null;
  timeoutBounds: TimeoutBounds;
}

/** What every hop of one request has in common. */
export interface Call {
  vendor: string;
  account: string | null;
  isUserGiven: boolean;
  isSecretAddress: boolean;
  maxBytes: number;
  /** Whose latencies its time-out is learnt from. */
  latencyName: string;
  signal: AbortSignal;
  /** Wait after a 429 that does not say how long, ms; asked when there is one; default a minute. */
  silentRateLimitMs?: () => number;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  requestHeaders: Readonly<Record<string, string>>;
  body: Uint8Array;
  durationMs: number;
  /** Instant of its permit by the database's clock, ms since the epoch; null: no budget limits it. */
  permitMs: number | null;
  /** How much longer than usual it took to begin, ms. */
  excessMs: number;
  /** What the status means by the ladder; null when the caller interprets the answer. */
  error: LadderError | null;
}

/** Sends one request, politely: slot, breaker, jitter, budget, then the wire. No redirects, no retries. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #slots = new HostSlots();
  readonly #latencies = new LatencyLog();
  readonly #watch: AccountWatch;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#watch = new AccountWatch(options.pool, () => options.clock.now());
  }

  /** Throws by the ladder for faults; an answer with a bad status is returned with its `error`. */
  async run(hop: Hop, call: Call): Promise<Answer> {
    if (call.isUserGiven && isIP(hop.url.hostname.replace(/^\[|\]$/g, "")) !== 0) {
      // Sockets to literal addresses ask no resolver, so these are checked here.
      await publicAddressesOf(hop.url.hostname, this.#options.addressRules);
    }
    const budget = call.account === null ? null : this.#options.budgets.of(call.account);
    const slotName = `${call.account ?? ""} ${hop.url.host}`;
    using _slot = await this.#slots.acquire(
      slotName,
      budget?.budget.concurrencyPerHost ?? defaultConcurrencyPerHost,
      call.signal,
    );
    const ticket = await this.#options.breaker.enter({ vendor: call.vendor, host: hop.url.host });
    if (budget === null) return this.#sendPermitted(ticket, null, hop, call);
    const silentRateLimitMs = (): number => this.#watch.silentRateLimitMs(budget.budget);
    const answer = await this.#sendPermitted(ticket, budget, hop, { ...call, silentRateLimitMs });
    await this.#watch.saw(budget.budget, answer);
    return answer;
  }

  /** A permit that lapses while the connection is made is given back, and the next one finds the connection open. */
  async #sendPermitted(
    ticket: BreakerTicket,
    budget: BudgetEntry | null,
    hop: Hop,
    call: Call,
  ): Promise<Answer> {
    for (let lapses = 0; lapses < mostLapses; lapses += 1) {
      const permit = budget === null ? null : await this.#permit(budget, ticket, call.signal);
      try {
        return await this.#sendWith(permit, ticket, hop, call);
      } catch (error) {
        if (permit !== null) budget?.gate.giveBack(permit);
        if (!(error instanceof PermitLapsed)) throw error;
      }
    }
    await ticket.unused();
    throw new TryAgainLater(
      `Connecting to ${hop.url.host} took longer than a permit of ${call.account} lasts.`,
      { afterMs: 1_000, facts: { account: call.account } },
    );
  }

  async #permit({ budget, gate }: BudgetEntry, ticket: BreakerTicket, signal: AbortSignal): Promise<Permit> {
    try {
      const jitterMs = this.#options.random() * budget.jitterMs;
      if (jitterMs > 0) await sleep(jitterMs, undefined, { signal });
      const askedAt = performance.now();
      const permit = await gate.acquire(signal);
      this.#options.metrics?.budgetWait.observe((performance.now() - askedAt) / 1_000);
      return permit;
    } catch (error) {
      await ticket.unused();
      throw error;
    }
  }

  /** Sends, and tells the breaker how it ended; a lapsed permit is no end. */
  async #sendWith(permit: Permit | null, ticket: BreakerTicket, hop: Hop, call: Call): Promise<Answer> {
    const sent = await observed(
      { vendor: call.vendor, method: hop.method, url: hop.url, shownUrl: shownUrl(hop.url, call) },
      this.#options.metrics,
      () => this.#send(permit, hop, call),
    ).catch((fault: unknown) => {
      if (fault instanceof PermitLapsed) throw fault;
      return errorOfFault(fault, { vendor: call.vendor, url: shownUrl(hop.url, call) });
    });
    await settle(ticket, sent, call.signal);
    if (sent instanceof LadderError) throw sent;
    return sent;
  }

  async #send(permit: Permit | null, hop: Hop, call: Call): Promise<Answer> {
    const timeoutMs = adaptiveTimeoutMs(this.#latencies.of(call.latencyName), this.#options.timeoutBounds);
    const deadline = AbortSignal.timeout(timeoutMs * deadlineFactor);
    try {
      return await this.#overTheWire(hop, call, {
        permit,
        timeoutMs,
        signal: AbortSignal.any([call.signal, deadline]),
      });
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason;
      if (deadline.aborted || isTimeout(error)) this.#latencies.record(call.latencyName, timeoutMs);
      if (!deadline.aborted) throw error;
      throw new Transient(
        `${call.vendor} did not finish its answer within ${timeoutMs * deadlineFactor} ms: ${shownUrl(hop.url, call)}`,
        { cause: error },
      );
    }
  }

  async #overTheWire(
    hop: Hop,
    call: Call,
    limits: { permit: Permit | null; timeoutMs: number; signal: AbortSignal },
  ): Promise<Answer> {
    const { transport, userAgent, clock } = this.#options;
    const requestHeaders = { "accept-encoding": acceptedEncodings, ...hop.headers, "user-agent": userAgent };
    const startedAt = performance.now();
    let sentAt = startedAt;
    const {
      statusCode: status,
      headers: raw,
      body,
    } = await transport.request(
      {
        origin: hop.url.origin,
        path: hop.url.pathname + hop.url.search,
        method: hop.method,
        headers: requestHeaders,
        body: hop.body ?? null,
        signal: limits.signal,
        headersTimeout: limits.timeoutMs,
        bodyTimeout: limits.timeoutMs,
        onStart: () => {
          limits.permit?.use();
          sentAt = performance.now();
        },
      },
      call.isUserGiven,
    );
    const beganAt = performance.now();
    const excessMs = excessOf(beganAt - sentAt, this.#latencies.of(call.latencyName));
    this.#latencies.record(call.latencyName, beganAt - startedAt);
    const headers = plainHeaders(raw);
    const url = shownUrl(hop.url, call);
    const bytes = await readBody(body, hasBody(hop.method, status) ? headers : {}, {
      maxBytes: call.maxBytes,
      url,
    });
    const { vendor } = call;
    const silentRateLimitMs = call.silentRateLimitMs?.();
    const error = errorOfStatus({ status, headers, url, vendor, nowMs: clock.now(), silentRateLimitMs });
    const durationMs = performance.now() - startedAt;
    const permitMs = limits.permit?.startMs ?? null;
    return { status, headers, requestHeaders, body: bytes, durationMs, permitMs, excessMs, error };
  }
}

/** Only faults of the host count against it; a refusal with a time to come back, or too many bytes, is a sign of health. */
function settle(ticket: BreakerTicket, sent: Answer | LadderError, signal: AbortSignal): Promise<void> {
  const isAnswer = !(sent instanceof LadderError);
  const error = isAnswer ? sent.error : sent;
  if (!isAnswer && signal.aborted) return ticket.unused();
  if (error instanceof Transient) return ticket.failed(error.message);
  return isAnswer || error instanceof Rejected ? ticket.succeeded() : ticket.unused();
}

/** RFC 9110 §6.4.1: these answers describe a body and have none. */
function hasBody(method: Hop["method"], status: number): boolean {
  return method !== "HEAD" && status !== 204 && status !== 304;
}

function isTimeout(error: unknown): boolean {
  const code = codeOf(error);
  return code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT";
}

function plainHeaders(raw: Readonly<NodeJS.Dict<string | string[]>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    plain[name.toLowerCase()] =
      typeof value === "string" ? value : value.join(name.toLowerCase() === "set-cookie" ? "\n" : ", ");
  }
  return plain;
}

/** The request's headers with names in lower case. */
export function lowerCased(headers: PoliteRequest["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
