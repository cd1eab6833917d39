import type { UnderlyingDefaultSource } from "node:stream/web";
import type { EventHub, LiveEvent } from "./hub.ts";

/** A comment line this often keeps proxies and browsers from closing an idle stream. */
const heartbeatMs = 15_000;
/** Bytes a client may lag behind before it is disconnected; it comes back with Last-Event-ID and misses nothing. */
const maxBufferedBytes = 1_000_000;

const encoder = new TextEncoder();
const encoded = new WeakMap<LiveEvent, Uint8Array>();

/** One event in the SSE wire format (WHATWG HTML, "Server-sent events"). Encoded once for all clients. */
export function formatEvent(event: LiveEvent): Uint8Array {
  const known = encoded.get(event);
  if (known !== undefined) return known;
  const { id, ...data } = event;
  const bytes = encoder.encode(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(data)}\n\n`);
  encoded.set(event, bytes);
  return bytes;
}

interface StreamOptions {
  hub: EventHub;
  /** The `Last-Event-ID` header, or null. */
  lastEventId: string | null;
  /** Ends the stream (client gone, server draining). */
  signal: AbortSignal;
  onOpen?: () => void;
  onClose?: () => void;
}

/** A live stream: what was missed since `lastEventId`, then everything as it commits, with heartbeats. */
export function eventStreamResponse(options: StreamOptions): Response {
  const body = new ReadableStream<Uint8Array>(new EventSourceFeed(options), {
    highWaterMark: maxBufferedBytes,
    size: (chunk) => chunk.byteLength,
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}

class EventSourceFeed implements UnderlyingDefaultSource<Uint8Array> {
  readonly #options: StreamOptions;
  #stop: () => void = () => undefined;
  #onAbort: () => void = () => undefined;
  #heartbeat: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  async start(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const { hub, lastEventId, signal } = this.#options;
    const send = (bytes: Uint8Array): void => {
      if (this.#isClosed) return;
      if ((controller.desiredSize ?? 0) <= 0) this.#end(controller);
      else controller.enqueue(bytes);
    };
    this.#options.onOpen?.();
    this.#onAbort = () => this.#end(controller);
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) return this.#end(controller);
    send(encoder.encode("retry: 1000\n: connected\n\n"));
    this.#heartbeat = setInterval(() => send(encoder.encode(": heartbeat\n\n")), heartbeatMs);
    await this.#subscribe(hub, lastEventId, send);
  }

  cancel(): void {
    this.#release();
  }

  async #subscribe(
    hub: EventHub,
    lastEventId: string | null,
    send: (bytes: Uint8Array) => void,
  ): Promise<void> {
    try {
      const stop = await hub.subscribe(lastEventId, {
        onEvent: (event) => send(formatEvent(event)),
        onReset: () => send(encoder.encode(`event: stream.reset\ndata: {"type":"stream.reset"}\n\n`)),
        // An id without data: a client that hears nothing before it is cut off still knows where it stood.
        onJoin: (place) => send(encoder.encode(`id: ${place}\n\n`)),
        isOver: () => this.#isClosed,
      });
      this.#stop = stop;
      if (this.#isClosed) stop();
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  #end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#isClosed) return;
    this.#release();
    controller.close();
  }

  #release(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    this.#stop();
    this.#options.onClose?.();
  }
}
