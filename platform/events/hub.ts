import type { Pool } from "pg";
import type { Logger, Metrics } from "../telemetry/index.ts";
import { messageOf } from "../errors/index.ts";
import { formatCursor, isBefore, later, parseCursor, type Cursor } from "./cursor.ts";
import { eventChannel, publishEvents } from "./publish.ts";
import { firstEvent, hasEvents, isCursorKept, readEndCursor, readEvents, type LiveEvent } from "./read.ts";

export type { LiveEvent } from "./read.ts";

/** Receives events in order, each once. */
export interface Subscriber {
  onEvent(event: LiveEvent): void;
  /** The place asked for is no longer kept: what was missed is unknown, reload the page's data. */
  onReset(): void;
  /** Called once, when every later event will arrive live; `place` is where a listener that heard nothing yet stands. */
  onJoin?(place: string): void;
  /** true once it wants no more: a long replay ends early. */
  isOver?(): boolean;
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
  /** Gives the listening connection up; null while there is none. */
  #dropListener: (() => void) | null = null;

  constructor(options: HubOptions) {
    this.#pool = options.pool;
    this.#log = options.log;
    this.#metrics = options.metrics;
  }

  async start(): Promise<void> {
    // Without a beginning nobody could tell an early place from one that was pruned.
    if (!(await hasEvents(this.#pool))) await publishEvents(this.#pool, [firstEvent]);
    this.#cursor = await readEndCursor(this.#pool);
    await this.#listen();
    this.#schedule(pollMs);
  }

  async subscribe(lastEventId: string | null, subscriber: Subscriber): Promise<() => void> {
    const from = lastEventId === null ? null : parseCursor(lastEventId);
    if (lastEventId !== null && (from === null || !(await isCursorKept(this.#pool, from))))
      subscriber.onReset();
    else if (from !== null) await this.#replay(from, subscriber);
    // Nothing is awaited between the end of the replay and here: an event read in that gap would be lost to it.
    this.#subscribers.add(subscriber);
    subscriber.onJoin?.(formatCursor(this.#cursor));
    return () => void this.#subscribers.delete(subscriber);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#reading;
    this.#dropListener?.();
    this.#subscribers.clear();
  }

  /**
   * Catches one subscriber up to the hub's own place, which moves meanwhile. What the hub has already broadcast was
   * settled before this read began, so a read never misses anything up to the place the hub had at its start.
   */
  async #replay(from: Cursor, subscriber: Subscriber): Promise<void> {
    let cursor = from;
    while (isBefore(cursor, this.#cursor) && subscriber.isOver?.() !== true) {
      const target = this.#cursor;
      const batch = await readEvents(this.#pool, cursor);
      for (const { place, event } of batch.events) {
        if (isBefore(this.#cursor, place)) break;
        subscriber.onEvent(event);
        cursor = place;
      }
      if (!batch.isFull) cursor = later(cursor, target);
    }
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
      if (this.#isWoken && !this.#isClosed) this.#wake();
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
      if (this.#dropListener === null) await this.#listen();
      const batch = await readEvents(this.#pool, this.#cursor);
      for (const { event } of batch.events) this.#broadcast(event);
      this.#cursor = batch.cursor;
      this.#isWoken ||= batch.isFull;
      return batch.hasUnsettled ? unsettledPollMs : pollMs;
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
    let isLost = false;
    const lose = (): void => {
      if (isLost) return;
      isLost = true;
      this.#dropListener = null;
      client.release(true);
      this.#schedule(reconnectMs);
    };
    client.once("error", lose);
    client.once("end", lose);
    try {
      client.on("notification", () => this.#wake());
      await client.query(`listen ${eventChannel}`);
    } catch (error) {
      lose();
      throw error;
    }
    if (!isLost) this.#dropListener = lose;
  }
}
