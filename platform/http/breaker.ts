import type { Pool } from "pg";
import { newId } from "@millrace/platform/ids";
import {
  claimProbe,
  closeBreaker,
  countFailure,
  forgetFailures,
  readBreaker,
  releaseProbe,
  reopenBreaker,
  type BreakerKey,
  type BreakerRow,
} from "./breaker-queries.ts";
import { BreakerOpen } from "./breaker-open.ts";

export interface BreakerSettings {
  /** Failures in a row, over all processes, that open it; default 5. */
  failuresToOpen: number;
  /** First open time, ms; doubled at each failed probe; default 10 s. */
  openMs: number;
  /** Longest open time, ms; default 10 min. */
  longestOpenMs: number;
  /** A probe's claim lapses after this, ms, should its process die; longer than any request may last; default 6 min. */
  probeClaimMs: number;
  /** How old the view of the shared state may be, ms; default 1 s. */
  viewMs: number;
}

export const defaultBreakerSettings: BreakerSettings = {
  failuresToOpen: 5,
  openMs: 10_000,
  longestOpenMs: 600_000,
  probeClaimMs: 360_000,
  viewMs: 1_000,
};

/** How one permitted call ended, told to the breaker exactly once. */
export interface BreakerTicket {
  succeeded(): Promise<void>;
  failed(why: string): Promise<void>;
  /** Says nothing about the host's health: aborted, or never sent. */
  unused(): Promise<void>;
}

/** Wait while another process probes: a probe is one request, so its end is near. */
const probeWaitMs = 2_000;
/** Outcomes of this process that the failure ratio is taken from. */
const ratioWindow = 20;
/** Share of failures among them that opens the breaker although successes lie between. */
const ratioToOpen = 0.5;

interface View {
  row: BreakerRow;
  /** performance.now() at reading. */
  readAt: number;
  /** The last outcomes of this process, true = success. */
  outcomes: boolean[];
}

/**
 * Circuit breaker per vendor and host whose state lies in Postgres, so that all processes stop and resume together and
 * exactly one probes. It opens on failures in a row (counted over all processes) or on the failure ratio of this one.
 *
 * Not cockatiel's: its breaker takes a state at construction and keeps it in memory; sharing the count of failures and
 * the claim of the one probe needs compare-and-set in the database, which its interface has no place for.
 */
export class SharedBreaker {
  readonly #pool: Pool;
  readonly #settings: BreakerSettings;
  readonly #views = new Map<string, View>();

  constructor(pool: Pool, settings: BreakerSettings) {
    this.#pool = pool;
    this.#settings = settings;
  }

  /** A ticket to make one call, or `BreakerOpen` thrown while it is open. */
  async enter(key: BreakerKey): Promise<BreakerTicket> {
    const { row } = await this.#view(key);
    if (row.state === "closed") return this.#normalTicket(key);
    if (row.opensInMs > 0) throw new BreakerOpen(key.vendor, key.host, row.opensInMs);
    const probeId = newId();
    if (!(await claimProbe(this.#pool, key, probeId, this.#settings.probeClaimMs))) {
      this.#forgetView(key);
      throw new BreakerOpen(key.vendor, key.host, probeWaitMs);
    }
    return this.#probeTicket(key, probeId);
  }

  #normalTicket(key: BreakerKey): BreakerTicket {
    return {
      succeeded: async () => {
        const view = await this.#view(key);
        remember(view.outcomes, true);
        if (view.row.failures === 0 || view.row.state === "open") return;
        view.row = { ...view.row, failures: 0 };
        await forgetFailures(this.#pool, key);
      },
      failed: async (why) => {
        const view = await this.#view(key);
        remember(view.outcomes, false);
        const { failuresToOpen, openMs } = this.#settings;
        view.row = await countFailure(
          this.#pool,
          key,
          { failuresToOpen, openMs, opensNow: isMostlyFailing(view.outcomes) },
          why,
        );
        view.readAt = performance.now();
        if (view.row.state === "open") view.outcomes.length = 0;
      },
      unused: async () => {},
    };
  }

  #probeTicket(key: BreakerKey, probeId: string): BreakerTicket {
    const { openMs, longestOpenMs } = this.#settings;
    const afterwards = (change: Promise<void>) => change.finally(() => this.#forgetView(key));
    return {
      succeeded: () => afterwards(closeBreaker(this.#pool, key)),
      failed: (why) =>
        afterwards(
          reopenBreaker(this.#pool, key, probeId, { baseMs: openMs, longestMs: longestOpenMs, why }),
        ),
      unused: () => afterwards(releaseProbe(this.#pool, key, probeId)),
    };
  }

  /** The shared state, at most `viewMs` old: a read per host and second instead of one per request. */
  async #view(key: BreakerKey): Promise<View> {
    const name = nameOf(key);
    const known = this.#views.get(name);
    if (known !== undefined && performance.now() - known.readAt < this.#settings.viewMs) return known;
    const row = await readBreaker(this.#pool, key);
    const view: View = { row, readAt: performance.now(), outcomes: known?.outcomes ?? [] };
    this.#views.set(name, view);
    return view;
  }

  #forgetView(key: BreakerKey): void {
    const view = this.#views.get(nameOf(key));
    if (view !== undefined) view.readAt = Number.NEGATIVE_INFINITY;
  }
}

function nameOf(key: BreakerKey): string {
  return `${key.vendor} ${key.host}`;
}

function remember(outcomes: boolean[], isSuccess: boolean): void {
  outcomes.push(isSuccess);
  if (outcomes.length > ratioWindow) outcomes.shift();
}

function isMostlyFailing(outcomes: readonly boolean[]): boolean {
  const failures = outcomes.filter((isSuccess) => !isSuccess).length;
  return outcomes.length >= ratioWindow && failures / outcomes.length >= ratioToOpen;
}
