import type { Pool } from "pg";
import type { Registry } from "prom-client";
import type { Clock } from "@millrace/platform/clock";
import { isServerAway } from "@millrace/platform/db";
import { NeedsAttention, Rejected, Transient, TryAgainLater } from "@millrace/platform/errors";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Logger } from "@millrace/platform/telemetry";
import { checkUrl, systemResolver, type Resolver } from "./address-filter.ts";
import { defaultTimeoutBounds, type TimeoutBounds } from "./adaptive-timeout.ts";
import { defaultBreakerSettings, SharedBreaker, type BreakerSettings } from "./breaker.ts";
import { BudgetBook, type Budgets } from "./budget-book.ts";
import { Exchange, lowerCased, type Answer, type Call } from "./exchange.ts";
import type { PoliteClient, PoliteRequest, PoliteResponse } from "./index.ts";
import { outboundMetrics } from "./outbound-telemetry.ts";
import { logPage } from "./page-log.ts";
import { shownUrl } from "./redact.ts";
import { mostRedirects, nextHop, type Hop } from "./redirects.ts";
import { robotsMaxBytes, RobotsGuard } from "./robots.ts";
import { createTransport } from "./transport.ts";

const defaultMaxBytes = 20_000_000;
/** Sockets per origin; budgets and host slots stay far below. */
const connectionsPerOrigin = 64;

export interface PoliteClientOptions {
  /** Postgres with the tables of the `0002_http` migration. */
  pool: Pool;
  objects: ObjectStore;
  log: Logger;
  clock: Clock;
  /** 0..1, for jitter. */
  random: () => number;
  /** "Millrace/1.0 (+https://…)": sent with every request whatever the caller's headers say; its first word is looked up in robots.txt. */
  userAgent: string;
  budgets: Budgets;
  /** Where outbound calls are counted; default nowhere. */
  registry?: Registry;
  /** Default: the machine's own. */
  resolver?: Resolver;
  breaker?: Partial<BreakerSettings>;
  /** Bounds of the adaptive time-out; default 5–60 s. */
  timeoutBounds?: TimeoutBounds;
  /** Lets user-given URLs lead to loopback: for tests and demo mode's simulators only. */
  allowLoopback?: boolean;
}

/** The polite client of one process. Dispose it to abort what is in flight and close its sockets. */
export function createPoliteClient(options: PoliteClientOptions): PoliteClient & AsyncDisposable {
  return new UndiciPoliteClient(options);
}

/** Where a request ended after redirects. */
interface Arrival {
  hop: Hop;
  answer: Answer;
  robotsHash: string | null;
}

interface Following {
  obeyRobots: boolean;
  /** false: the first answer is the last, redirect or not. */
  isFollowed: boolean;
}

class UndiciPoliteClient implements PoliteClient, AsyncDisposable {
  readonly #options: PoliteClientOptions;
  readonly #closing = new AbortController();
  readonly #transport: ReturnType<typeof createTransport>;
  readonly #budgets: BudgetBook;
  readonly #exchange: Exchange;
  readonly #robots: RobotsGuard;

  constructor(options: PoliteClientOptions) {
    const { pool, objects, clock, random, userAgent } = options;
    const addressRules = {
      resolver: options.resolver ?? systemResolver,
      allowLoopback: options.allowLoopback ?? false,
    };
    this.#options = options;
    this.#transport = createTransport(addressRules, connectionsPerOrigin);
    this.#budgets = new BudgetBook(pool, options.budgets);
    this.#robots = new RobotsGuard({ pool, objects, product: userAgent.split(/[/\s]/)[0] ?? userAgent });
    this.#exchange = new Exchange({
      pool,
      clock,
      random,
      userAgent,
      addressRules,
      transport: this.#transport,
      budgets: this.#budgets,
      breaker: new SharedBreaker(pool, { ...defaultBreakerSettings, ...options.breaker }),
      metrics: options.registry === undefined ? null : outboundMetrics(options.registry),
      timeoutBounds: options.timeoutBounds ?? defaultTimeoutBounds,
    });
  }

  async fetch(request: PoliteRequest): Promise<PoliteResponse> {
    const signal =
      request.signal === undefined
        ? this.#closing.signal
        : AbortSignal.any([request.signal, this.#closing.signal]);
    try {
      signal.throwIfAborted();
      return await this.#fetch(request, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (isServerAway(error))
        throw new Transient("The database is away, so no request may be sent.", { cause: error });
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new TryAgainLater("The HTTP client is closing.", { afterMs: 1_000 }));
    this.#budgets.close();
    await this.#transport[Symbol.asyncDispose]();
  }

  async #fetch(request: PoliteRequest, signal: AbortSignal): Promise<PoliteResponse> {
    const call: Call = {
      vendor: request.vendor,
      account: request.account,
      isUserGiven: request.isUserGiven ?? false,
      isSecretAddress: request.isSecretAddress ?? false,
      maxBytes: request.maxBytes ?? defaultMaxBytes,
      latencyName: `${request.vendor} ${request.call ?? ""}`,
      signal,
    };
    const following = {
      obeyRobots: request.obeyRobots ?? false,
      isFollowed: request.followRedirects ?? true,
    };
    const arrival = await this.#follow(firstHop(request), call, following);
    const kept =
      request.keepPage === true ? await this.#keep(request, arrival) : { snapshotHash: null, pageId: null };
    const { hop, answer } = arrival;
    if (answer.error !== null) throw answer.error;
    return { status: answer.status, url: hop.url.href, headers: answer.headers, body: answer.body, ...kept };
  }

  async #follow(first: Hop, call: Call, { obeyRobots, isFollowed }: Following): Promise<Arrival> {
    let hop = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      checkUrl(hop.url);
      const robotsHash = obeyRobots ? await this.#checkRobots(hop.url, call) : null;
      const answer = await this.#exchange.run(hop, call);
      const next = isFollowed ? nextHop(hop, answer.status, answer.headers["location"]) : null;
      if (next === null) return { hop, answer, robotsHash };
      hop = next;
    }
    throw new Rejected(
      `${shownUrl(first.url, call)} redirects more than ${mostRedirects} times. Check the address.`,
      { facts: { vendor: call.vendor } },
    );
  }

  /** The file is fetched for everybody who waits for it, so one caller's abort doesn't end it. */
  async #checkRobots(url: URL, call: Call): Promise<string | null> {
    const robotsCall: Call = {
      ...call,
      maxBytes: robotsMaxBytes,
      latencyName: `${call.vendor} robots.txt`,
      signal: this.#closing.signal,
    };
    const checking = this.#robots.check(url, async (robotsUrl) => {
      const { answer } = await this.#follow(
        { url: robotsUrl, method: "GET", headers: {}, body: undefined },
        robotsCall,
        { obeyRobots: false, isFollowed: true },
      );
      return answer;
    });
    return unlessAborted(checking, call.signal);
  }

  async #keep(
    request: PoliteRequest,
    { hop, answer, robotsHash }: Arrival,
  ): Promise<{ snapshotHash: string; pageId: string }> {
    const { objects, pool, log } = this.#options;
    const snapshotHash = await objects.put(answer.body);
    const shown = shownUrl(hop.url, { isSecretAddress: request.isSecretAddress ?? false });
    const pageId = await logPage(pool, {
      runId: request.runId ?? null,
      vendor: request.vendor,
      account: request.account,
      method: hop.method,
      shownUrl: shown,
      status: answer.status,
      requestHeaders: answer.requestHeaders,
      responseHeaders: answer.headers,
      bodyHash: snapshotHash,
      bytes: answer.body.byteLength,
      durationMs: answer.durationMs,
      robotsHash,
    });
    log.debug({ vendor: request.vendor, url: shown, status: answer.status, pageId }, "page kept");
    return { snapshotHash, pageId };
  }
}

function firstHop(request: PoliteRequest): Hop {
  const url = URL.parse(request.url);
  if (url === null)
    throw new NeedsAttention(
      `"${request.url.slice(0, 200)}" is not a web address. Write it with https:// in front.`,
    );
  return { url, method: request.method ?? "GET", headers: lowerCased(request.headers), body: request.body };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
