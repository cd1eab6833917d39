import { setTimeout as delay } from "node:timers/promises";
import { Client, type Pool } from "pg";
import { messageOf } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { runChannel } from "./engine-schema.ts";
import { waitFor } from "./waiting.ts";

/** With LISTEN up, polling is only a safety net; without it (a pooler, a restart) polling is all there is. */
const pollMs = { listening: 1_000, blind: 200 };
const reconnectMs = 250;

interface Options {
  databaseUrl: string;
  pool: Pool;
  log: Logger;
  /** Run ids executed here, asked at each poll. */
  localRunIds: () => string[];
  onCancelled: (runId: string) => void;
}

/** Learns of ends and cancellations of runs, from any process, within milliseconds. */
export class RunWatch implements AsyncDisposable {
  readonly #options: Options;
  readonly #closing = new AbortController();
  readonly #waiters = new Map<string, Set<() => void>>();
  #client: Client | null = null;
  #poller: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#connect();
    this.#poller = this.#pollLoop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#poller;
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  /** Resolves when all these runs have ended; throws the signal's reason when it aborts first. */
  async untilEnded(runIds: readonly string[], ...signals: AbortSignal[]): Promise<void> {
    const open = new Set(runIds);
    const wake = new AbortController();
    let woken = wake;
    const onEnd = (): void => woken.abort();
    for (const runId of runIds) this.#subscribe(runId, onEnd);
    try {
      for (;;) {
        woken = new AbortController();
        for (const runId of await this.#endedOf([...open])) open.delete(runId);
        if (open.size === 0) return;
        await waitFor(this.#pollMs(), woken.signal, this.#closing.signal, ...signals);
        for (const signal of signals) signal.throwIfAborted();
        this.#closing.signal.throwIfAborted();
      }
    } finally {
      for (const runId of runIds) this.#unsubscribe(runId, onEnd);
    }
  }

  #pollMs(): number {
    return this.#client === null ? pollMs.blind : pollMs.listening;
  }

  #subscribe(runId: string, onEnd: () => void): void {
    const waiters = this.#waiters.get(runId) ?? new Set();
    waiters.add(onEnd);
    this.#waiters.set(runId, waiters);
  }

  #unsubscribe(runId: string, onEnd: () => void): void {
    const waiters = this.#waiters.get(runId);
    waiters?.delete(onEnd);
    if (waiters?.size === 0) this.#waiters.delete(runId);
  }

  async #endedOf(runIds: string[]): Promise<string[]> {
    if (runIds.length === 0) return [];
    try {
      const { rows } = await this.#options.pool.query<{ id: string }>(
        `select workflow_uuid as id from dbos.workflow_status
         where workflow_uuid = any($1) and status not in ('ENQUEUED', 'DELAYED', 'PENDING')`,
        [runIds],
      );
      return rows.map((row) => row.id);
    } catch (error) {
      this.#options.log.warn({ reason: messageOf(error) }, "runs not readable, looking again");
      return [];
    }
  }

  async #connect(): Promise<void> {
    const client = new Client({ connectionString: this.#options.databaseUrl, application_name: "millrace-engine-watch", keepAlive: true });
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
    const space = payload.indexOf(" ");
    const status = payload.slice(0, space);
    const runId = payload.slice(space + 1);
    if (status === "CANCELLED") this.#options.onCancelled(runId);
    for (const onEnd of this.#waiters.get(runId) ?? []) onEnd();
  }

  async #pollLoop(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      await waitFor(this.#pollMs(), this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      try {
        if (this.#client === null) await this.#connect();
        await this.#sweepCancelled();
      } catch (error) {
        this.#options.log.warn({ reason: messageOf(error) }, "run watch lost the database, trying again");
        await delay(reconnectMs);
      }
    }
  }

  async #sweepCancelled(): Promise<void> {
    const local = this.#options.localRunIds();
    if (local.length === 0) return;
    const { rows } = await this.#options.pool.query<{ id: string }>(
      "select workflow_uuid as id from dbos.workflow_status where workflow_uuid = any($1) and status = 'CANCELLED'",
      [local],
    );
    for (const row of rows) this.#options.onCancelled(row.id);
  }
}
