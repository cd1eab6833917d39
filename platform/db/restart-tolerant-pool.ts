import { setTimeout as delay } from "node:timers/promises";
import pg, { type PoolClient, type PoolConfig } from "pg";
import type { Logger } from "@millrace/platform/telemetry";
import { isServerAway } from "./connection-faults.ts";

type ConnectCallback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

/** How long taking a connection waits for a server that is restarting (crash recovery, fail-over). */
const patienceMs = 15_000;

/**
 * A pool whose checkout waits through a restart of the server instead of failing. Only the checkout is tried again,
 * never a statement: whether that one was committed is for the caller to know.
 */
export class RestartTolerantPool extends pg.Pool {
  constructor(config: PoolConfig, log: Logger) {
    super(config);
    this.on("error", (error) => log.debug({ reason: error.message }, "idle database connection lost"));
    // The pool listens on idle clients only; a lost connection that is checked out would end the process.
    this.on("connect", (client) =>
      client.on("error", (error) => log.debug({ reason: error.message }, "database connection lost")),
    );
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | undefined {
    const checkout = this.#checkout();
    if (callback === undefined) return checkout;
    checkout.then(
      (client) => callback(undefined, client, (release) => client.release(release)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }

  async #checkout(): Promise<PoolClient> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        return await super.connect();
      } catch (error) {
        if (!isServerAway(error) || this.ending || Date.now() > deadline) throw error;
        await delay(100);
      }
    }
  }
}
