import type { Pool } from "pg";
import robotsModule from "robots-parser";
import { LadderError, NeedsAttention, TryAgainLater } from "@millrace/platform/errors";
import type { ObjectStore } from "@millrace/platform/objects";
import { redactUrl } from "./redact.ts";

/** The package's types describe an ES default export; at run time it is CommonJS and the import is the function itself. */
const robotsParser = robotsModule as unknown as typeof robotsModule.default;

/** A robots.txt is read again after this, ms (RFC 9309 §2.4: not longer than a day). */
const freshMs = 3_600_000;
/** Wait when it can't be read: RFC 9309 §2.3.1.4 takes everything as disallowed meanwhile. */
const unreachableWaitMs = 60_000;
/** RFC 9309 §2.5: at least 500 KiB must be read; what comes after is ignored. */
export const robotsMaxBytes = 512 * 1024;

/** What was found at an origin's /robots.txt. */
export interface RobotsAnswer {
  status: number;
  body: Uint8Array;
}

export interface RobotsGuardOptions {
  pool: Pool;
  objects: ObjectStore;
  /** The client's product token, "Millrace" of "Millrace/1.0 (+https://…)". */
  product: string;
}

interface KnownRobots {
  allows: (url: string) => boolean;
  hash: string | null;
  /** performance.now() until which it is believed. */
  freshUntil: number;
}

/** Obeys robots.txt (RFC 9309) for one product; shares what it read with other processes through Postgres and the object store. */
export class RobotsGuard {
  readonly #options: RobotsGuardOptions;
  readonly #known = new Map<string, { robots: Promise<KnownRobots>; freshUntil: number }>();

  constructor(options: RobotsGuardOptions) {
    this.#options = options;
  }

  /**
   * Returns the hash of the robots.txt that allows the URL (null: the site has none). `fetchRobots` is called when none is known.
   * Throws NeedsAttention when it is disallowed, TryAgainLater when robots.txt can't be read.
   */
  async check(url: URL, fetchRobots: (url: URL) => Promise<RobotsAnswer>): Promise<string | null> {
    const robots = await this.#robotsOf(url, fetchRobots);
    if (robots.allows(url.href)) return robots.hash;
    throw new NeedsAttention(
      `${url.host} forbids ${this.#options.product} to fetch ${redactUrl(url)} (robots.txt). Ask the site for permission, or leave the page out.`,
      {
        facts: { url: redactUrl(url), robots_hash: robots.hash },
      },
    );
  }

  /** One load per origin at a time; callers that come meanwhile share it. */
  #robotsOf(url: URL, fetchRobots: (url: URL) => Promise<RobotsAnswer>): Promise<KnownRobots> {
    const known = this.#known.get(url.origin);
    if (known !== undefined && known.freshUntil > performance.now()) return known.robots;
    const entry = {
      robots: this.#load(new URL("/robots.txt", url.origin), fetchRobots),
      freshUntil: Number.POSITIVE_INFINITY,
    };
    this.#known.set(url.origin, entry);
    entry.robots.then(
      (robots) => {
        entry.freshUntil = robots.freshUntil;
      },
      () => this.#known.delete(url.origin),
    );
    return entry.robots;
  }

  async #load(robotsUrl: URL, fetchRobots: (url: URL) => Promise<RobotsAnswer>): Promise<KnownRobots> {
    const stored = await this.#readShared(robotsUrl);
    if (stored !== null) return stored;
    const answer = await fetchRobots(robotsUrl).catch((error: unknown) => {
      throw error instanceof LadderError && error.rung === "transient"
        ? unreachable(robotsUrl, error)
        : error;
    });
    if (answer.status >= 500 || answer.status === 429) throw unreachable(robotsUrl, answer.status);
    const isFound = answer.status >= 200 && answer.status < 300;
    const hash = isFound ? await this.#options.objects.put(answer.body) : null;
    await this.#options.pool.query(
      `insert into millrace.http_robots (origin, status, body_hash, fetched_at) values ($1, $2, $3, clock_timestamp())
       on conflict (origin) do update set status = excluded.status, body_hash = excluded.body_hash, fetched_at = excluded.fetched_at`,
      [robotsUrl.origin, answer.status, hash],
    );
    return this.#understand(robotsUrl, isFound ? answer.body : null, hash, freshMs);
  }

  /** What another process, or this one before a restart, read within the last hour. */
  async #readShared(robotsUrl: URL): Promise<KnownRobots | null> {
    const { rows } = await this.#options.pool.query<{ body_hash: string | null; age_ms: number }>(
      "select body_hash, (extract(epoch from clock_timestamp() - fetched_at) * 1000)::float8 as age_ms from millrace.http_robots where origin = $1",
      [robotsUrl.origin],
    );
    const row = rows[0];
    if (row === undefined || row.age_ms >= freshMs) return null;
    const body = row.body_hash === null ? null : await this.#options.objects.get(row.body_hash);
    if (row.body_hash !== null && body === null) return null;
    return this.#understand(robotsUrl, body, row.body_hash, freshMs - row.age_ms);
  }

  #understand(robotsUrl: URL, body: Uint8Array | null, hash: string | null, forMs: number): KnownRobots {
    const freshUntil = performance.now() + forMs;
    if (body === null) return { allows: () => true, hash, freshUntil };
    const rules = robotsParser(robotsUrl.href, new TextDecoder().decode(body));
    // undefined means another origin, which can't be: the rules are looked up by origin. Not known is not allowed.
    return { allows: (url) => rules.isAllowed(url, this.#options.product) ?? false, hash, freshUntil };
  }
}

function unreachable(robotsUrl: URL, cause: unknown): TryAgainLater {
  return new TryAgainLater(
    `${robotsUrl.href} can't be read, so ${robotsUrl.host} is not fetched until it can.`,
    {
      afterMs: unreachableWaitMs,
      cause,
      facts: { url: robotsUrl.href },
    },
  );
}
