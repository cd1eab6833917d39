import type { Pool, PoolClient } from "pg";
import type { Logger, Metrics } from "../telemetry/index.ts";
import { messageOf } from "../errors/index.ts";
import { parseCursor, type Cursor } from "./cursor.ts";
import { eventChannel } from "./publish.ts";
import { isCursorKept, readEndCursor, readEvents, type LiveEvent } from "./read.ts";

export type { LiveEvent } from "./read.ts";

/** Receives events in order, each once. */
export interface Subscriber {
  onEvent(event: LiveEvent): void;
  /** The place asked for is no longer kept: what was missed is unknown, reload the page's data. */
  onReset(): void;
}

/** One reader of the outbox per process; any number of live listeners. */
export interface EventHub extends AsyncDisposable {
  /**
   * Listens from after `lastEventId` (replaying what was missed) or from now when null.
   * Returns when the replay is done; call the result to stop.
   */
  subscribe(lastEventId: string | null, subscriber: Subscriber): Promise<() => void>;
}

/** Poll even without a wake-up: a lost connection to LISTEN must only cost latency. */
const pollMs = 1_000;
/** A committed event waits for older transactions to end; look again this soon. */
const unsettledPollMs = 10;
const reconnectMs = 500;

interface HubOptions {
  pool: Pool;
  log: Logger;
  metrics?: Metrics;
}

/** Opens the process's reader; the first read happens before it resolves. */
export async function openEventHub(options: HubOptions): Promise<EventHub> {
  const hub = new OutboxReader(options);
  await hub.start();
  return hub;
}

class OutboxReader implements EventHub {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #metrics: Metrics | undefined;
  readonly #subscribers = new Set<Subscriber>();
  #cursor: Cursor = { xid: "0", id: "0" };
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #isWoken = false;
  #isClosed = false;
  #listener: PoolClient | null = null;

  constructor(options: HubOptions) {
    this.#pool = options.pool;
    this.#log = options.log;
    this.#metrics = options.metrics;
  }

  async start(): Promise<void> {
    this.#cursor = await readEndCursor(this.#pool);
    await this.#listen();
    this.#schedule(pollMs);
  }

  async subscribe(lastEventId: string | null, subscriber: Subscriber): Promise<() => void> {
    const stop = (): void => void this.#subscribers.delete(subscriber);
    const from = lastEventId === null ? null : parseCursor(lastEventId);
    if (lastEventId !== null && (from === null || !(await isCursorKept(this.#pool, from)))) subscriber.onReset();
    else if (from !== null) {
      await this.#replayAndJoin(from, subscriber);
      return stop;
    }
    this.#subscribers.add(subscriber);
    return stop;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#reading;
    this.#listener?.release(true);
    this.#listener = null;
    this.#subscribers.clear();
  }

  /**
   * Catches one subscriber up to the hub's own place, then lets it join the others without giving up the turn in
   * between: an event read in that gap would be lost to it.
   */
  async #replayAndJoin(from: Cursor, subscriber: Subscriber): Promise<void> {
    let cursor = from;
    while (isBefore(cursor, this.#cursor)) {
      const batch = await readEvents(this.#pool, cursor);
      const known = batch.events.filter((event) => !isBefore(this.#cursor, parseCursor(event.id) ?? cursor));
      for (const event of known) subscriber.onEvent(event);
      const last = known.at(-1);
      if (last === undefined) break;
      cursor = parseCursor(last.id) ?? cursor;
    }
    this.#subscribers.add(subscriber);
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wake(), delayMs);
  }

  #wake(): void {
    this.#isWoken = true;
    this.#reading ??= this.#drain().finally(() => {
      this.#reading = null;
    });
  }

  async #drain(): Promise<void> {
    let nextPollMs = pollMs;
    while (this.#isWoken && !this.#isClosed) {
      this.#isWoken = false;
      nextPollMs = await this.#readOnce();
    }
    this.#schedule(nextPollMs);
  }

  async #readOnce(): Promise<number> {
    try {
      if (this.#listener === null) await this.#listen();
      const batch = await readEvents(this.#pool, this.#cursor);
      for (const event of batch.events) this.#broadcast(event);
      this.#cursor = batch.cursor;
      return batch.hasMore ? unsettledPollMs : pollMs;
    } catch (error) {
      // The database may be restarting: the place is kept, so reading goes on where it was.
      this.#log.warn({ reason: messageOf(error) }, "outbox not readable, trying again");
      return reconnectMs;
    }
  }

  #broadcast(event: LiveEvent): void {
    this.#metrics?.eventsPublishedTotal.inc({ type: event.type });
    for (const subscriber of this.#subscribers) subscriber.onEvent(event);
  }

  async #listen(): Promise<void> {
    const client = await this.#pool.connect();
    const forget = (): void => {
      if (this.#listener === client) this.#listener = null;
    };
    client.on("notification", () => this.#wake());
    client.once("error", () => {
      forget();
      client.release(true);
      this.#schedule(reconnectMs);
    });
    client.once("end", forget);
    await client.query(`listen ${eventChannel}`);
    this.#listener = client;
  }
}

function isBefore(left: Cursor, right: Cursor): boolean {
  const leftXid = BigInt(left.xid);
  const rightXid = BigInt(right.xid);
  return leftXid < rightXid || (leftXid === rightXid && BigInt(left.id) < BigInt(right.id));
}
