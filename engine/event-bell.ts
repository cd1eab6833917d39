import type { Pool } from "pg";
import { messageOf } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { endedPayload, runChannel } from "./engine-schema.ts";

/** Changes within it share one wake-up. */
const gatherMs = 15;
/** A run's end is committed just after its handler returns: ring once more for what the first ring was too early for. */
const echoMs = 45;

/**
 * Wakes the listeners of run events and run ends, in all processes. Not done in the transactions themselves: NOTIFY
 * makes commits wait for one another, which costs about a fifth of the throughput [measured], and a lost ring only
 * costs latency since every listener also polls.
 */
export class EventBell {
  readonly #pool: Pool;
  readonly #log: Logger;
  #gather: NodeJS.Timeout | null = null;
  #echo: NodeJS.Timeout | null = null;
  #ringing: Promise<void> = Promise.resolve();

  readonly #onRing: () => void;

  /** `onRing` hears this process's rings at once, before anybody else. */
  constructor(pool: Pool, log: Logger, onRing: () => void) {
    this.#pool = pool;
    this.#log = log;
    this.#onRing = onRing;
  }

  ring(): void {
    this.#onRing();
    this.#gather ??= setTimeout(() => {
      this.#gather = null;
      this.#notify();
      this.#echo ??= setTimeout(() => {
        this.#echo = null;
        this.#notify();
      }, echoMs);
    }, gatherMs);
  }

  /** Rings what is still waiting. */
  async close(): Promise<void> {
    for (const timer of [this.#gather, this.#echo]) if (timer !== null) clearTimeout(timer);
    if (this.#gather !== null || this.#echo !== null) this.#notify();
    this.#gather = this.#echo = null;
    await this.#ringing;
  }

  #notify(): void {
    this.#ringing = this.#pool
      .query(`select pg_notify('millrace_events', ''), pg_notify('${runChannel}', '${endedPayload}')`)
      .then(() => undefined)
      .catch((error: unknown) =>
        this.#log.debug({ reason: messageOf(error) }, "listeners not woken, they poll"),
      );
  }
}
