import { setMaxListeners } from "node:events";
import { Client, type Pool } from "pg";
import { messageOf } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { runChannel } from "./engine-schema.ts";
import { waitFor } from "./waiting.ts";

/** With LISTEN up, polling is only a safety net; without it (a pooler, a restart) polling is all there is. */
const pollMs = { listening: 1_000, blind: 200 };

interface Options {
  databaseUrl: string;
  pool: Pool;
  log: Logger;
  /** Run ids executed here, asked at each poll. */
  localRunIds: () => string[];
  onStopped: (runId: string, how: "cancelled" | "paused") => void;
  /** Something happened to runs, in this process or another. */
  onRing: () => void;
}

/** Which of the runs waited for have ended; true = succeeded. */
export type EndedRuns = ReadonlyMap<string, boolean>;

/** Learns of ends, cancellations and pauses of runs, from any process, within milliseconds. */
export class RunWatch implements AsyncDisposable {
  readonly #options: Options;
  readonly #closing = new AbortController();
  /** Who waits for which run. */
  readonly #waiting = new Map<string, Set<(hasSucceeded: boolean) => void>>();
  #client: Client | null = null;
  #poller: Promise<void> = Promise.resolve();
  #sweeping: Promise<void> | null = null;
  #isSweepWanted = false;

  constructor(options: Options) {
    this.#options = options;
    // Everybody who waits listens on it.
    setMaxListeners(0, this.#closing.signal);
  }

  async start(): Promise<void> {
    await this.#connect();
    this.#poller = this.#pollLoop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#poller;
    await this.#sweeping;
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  /** Resolves when enough of these runs have ended, with those that have; throws the signal's reason when one aborts first. */
  async untilEnded(
    runIds: readonly string[],
    isEnough: (ended: EndedRuns) => boolean,
    ...signals: AbortSignal[]
  ): Promise<EndedRuns> {
    const all = [this.#closing.signal, ...signals];
    const { promise, resolve } = Promise.withResolvers<void>();
    const ended = new Map<string, boolean>();
    const watches = runIds.map((runId): [string, (hasSucceeded: boolean) => void] => [
      runId,
      (hasSucceeded) => {
        if (isEnough(ended.set(runId, hasSucceeded))) resolve();
      },
    ]);
    for (const [runId, onEnd] of watches) this.#subscribe(runId, onEnd);
    const onAbort = (): void => resolve();
    for (const signal of all) signal.addEventListener("abort", onAbort, { once: true });
    try {
      this.#requestSweep();
      if (!isEnough(ended)) await promise;
      for (const signal of all) signal.throwIfAborted();
      return ended;
    } finally {
      for (const signal of all) signal.removeEventListener("abort", onAbort);
      for (const [runId, onEnd] of watches) this.#unsubscribe(runId, onEnd);
    }
  }

  #subscribe(runId: string, onEnd: (hasSucceeded: boolean) => void): void {
    const waiters = this.#waiting.get(runId) ?? new Set();
    waiters.add(onEnd);
    this.#waiting.set(runId, waiters);
  }

  #unsubscribe(runId: string, onEnd: (hasSucceeded: boolean) => void): void {
    const waiters = this.#waiting.get(runId);
    waiters?.delete(onEnd);
    if (waiters?.size === 0) this.#waiting.delete(runId);
  }

  /** One query at a time answers everybody who waits, however many they are. */
  #requestSweep(): void {
    this.#isSweepWanted = true;
    this.#sweeping ??= this.#sweepEnded().finally(() => {
      this.#sweeping = null;
    });
  }

  async #sweepEnded(): Promise<void> {
    while (this.#isSweepWanted && this.#waiting.size > 0) {
      this.#isSweepWanted = false;
      try {
        for (const { id, has_succeeded } of await this.#endedOf([...this.#waiting.keys()])) {
          const told = this.#waiting.get(id) ?? [];
          // Not asked for again: a large group's wait would ask for all its children at every end.
          this.#waiting.delete(id);
          for (const onEnd of told) onEnd(has_succeeded);
        }
      } catch (error) {
        this.#options.log.warn(
          { reason: messageOf(error) },
          "run ends not readable, the next poll looks again",
        );
      }
    }
  }

  async #endedOf(runIds: string[]): Promise<{ id: string; has_succeeded: boolean }[]> {
    const { rows } = await this.#options.pool.query<{ id: string; has_succeeded: boolean }>(
      // One that is gone was pruned, so it had ended: whoever waits for it must hear of that too.
      `select id, w.status is not distinct from 'SUCCESS' as has_succeeded
       from unnest($1::text[]) as id left join dbos.workflow_status w on w.workflow_uuid = id
       where w.status is null or (w.status not in ('ENQUEUED', 'DELAYED', 'PENDING')
         and not (w.status = 'CANCELLED' and engine.run_status(w.status, w.workflow_uuid) = 'paused'))`,
      [runIds],
    );
    return rows;
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.#options.databaseUrl,
      application_name: "millrace-engine-watch",
      keepAlive: true,
    });
    const forget = (): void => {
      if (this.#client === client) this.#client = null;
    };
    client.on("error", forget);
    client.on("end", forget);
    client.on("notification", (message) => this.#onNotification(message.payload ?? ""));
    await client.connect();
    await client.query(`listen ${runChannel}`);
    this.#client = client;
  }

  #onNotification(payload: string): void {
    this.#options.onRing();
    const stopped = /^(cancelled|paused) (.+)$/.exec(payload);
    if (stopped !== null)
      this.#options.onStopped(stopped[2] ?? "", stopped[1] === "paused" ? "paused" : "cancelled");
    this.#requestSweep();
  }

  async #pollLoop(): Promise<void> {
    while (await waitFor(this.#client === null ? pollMs.blind : pollMs.listening, this.#closing.signal)) {
      try {
        if (this.#client === null) await this.#connect();
        this.#requestSweep();
        await this.#sweepStopped();
      } catch (error) {
        this.#options.log.warn({ reason: messageOf(error) }, "run watch lost the database, trying again");
      }
    }
  }

  async #sweepStopped(): Promise<void> {
    const local = this.#options.localRunIds();
    if (local.length === 0) return;
    const { rows } = await this.#options.pool.query<{ id: string; how: "cancelled" | "paused" }>(
      `select workflow_uuid as id, engine.run_status(status, workflow_uuid) as how
       from dbos.workflow_status where workflow_uuid = any($1) and status = 'CANCELLED'`,
      [local],
    );
    for (const row of rows) this.#options.onStopped(row.id, row.how);
  }
}
