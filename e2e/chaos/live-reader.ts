import { setTimeout as delay } from "node:timers/promises";

type Hears = (type: string, data: string) => boolean;

/** A page that keeps listening: reconnects with Last-Event-ID whenever the stream breaks, and counts what it got. */
export class LiveReader {
  readonly #url: string;
  readonly #hears: Hears;
  readonly #stop = new AbortController();
  #lastEventId: string | null = null;
  #running: Promise<void> | null = null;
  /** How often each event it listens for was received, by its id. */
  readonly heard = new Map<string, number>();
  resets = 0;
  /** Resolves once it listens for the first time: it hears everything from then on. */
  readonly connected: Promise<void>;
  readonly #onConnected: () => void;

  /** `hears`: which events it counts, by type and payload; default the saved posts. */
  constructor(url: string, hears: Hears = (type) => type === "post.saved") {
    this.#url = url;
    this.#hears = hears;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.connected = promise;
    this.#onConnected = resolve;
  }

  start(): void {
    this.#running = this.#readForEver();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #readForEver(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#readOnce();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        // Connection lost or refused while the product is down: what a browser's EventSource does next.
        if (!(error instanceof TypeError)) throw error;
      }
      await delay(50);
    }
  }

  async #readOnce(): Promise<void> {
    const headers = new Headers();
    if (this.#lastEventId !== null) headers.set("last-event-id", this.#lastEventId);
    const answer = await fetch(`${this.#url}/api/v1/stream`, { headers, signal: this.#stop.signal });
    if (answer.body === null) return;
    this.#onConnected();
    let text = "";
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const fields = new Map(
      block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    const id = fields.get("id");
    const type = fields.get("event");
    if (type === "stream.reset") this.resets += 1;
    if (id === undefined) return;
    this.#lastEventId = id;
    if (type !== undefined && this.#hears(type, fields.get("data") ?? ""))
      this.heard.set(id, (this.heard.get(id) ?? 0) + 1);
  }
}
