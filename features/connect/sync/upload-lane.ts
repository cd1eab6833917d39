import { setTimeout as sleep } from "node:timers/promises";
import { Transient, TryAgainLater } from "@millrace/platform/errors";
import type { Delivery } from "../destinations/destination.ts";
import type { Draft } from "./assemble-batches.ts";
import { waitingText } from "./waiting-text.ts";

export interface UploadLaneOptions {
  delivery: Pick<Delivery, "write">;
  /** Batches on their way at once. */
  width: number;
  /** Numbers the destination has already. */
  held: ReadonlySet<number>;
  signal: AbortSignal;
  /** Saves what a batch brought; called in the order of the batches, after it and all before it were acknowledged. */
  save: (draft: Draft, bytesWritten: number) => Promise<void>;
  /** Told why nothing is written for a while. */
  onWaiting: (message: string) => void;
}

/** Sends batches side by side and saves them one after the other. Who submits waits while all places are taken. */
export class UploadLane {
  readonly #options: UploadLaneOptions;
  readonly #places = new Set<Promise<void>>();
  /** Ends when everything submitted so far is saved. */
  #saved: Promise<void> = Promise.resolve();
  #unsaved = 0;
  #failure: { error: unknown } | null = null;

  constructor(options: UploadLaneOptions) {
    this.#options = options;
  }

  /** Resolves when the batch has a place; throws what an earlier one met. */
  async submit(draft: Draft): Promise<void> {
    const { width, save } = this.#options;
    this.#throwFailure();
    while (this.#places.size >= width) await Promise.race(this.#places);
    // Those acknowledged out of turn wait in memory for the one before them.
    if (this.#unsaved >= 2 * width) await this.#saved;
    this.#throwFailure();
    const sending = this.#send(draft);
    this.#occupy(sending);
    this.#unsaved += 1;
    const before = this.#saved;
    this.#saved = (async () => {
      try {
        const bytes = await sending;
        await before;
        if (this.#failure === null) await save(draft, bytes);
      } catch (error) {
        this.#failure ??= { error };
      } finally {
        this.#unsaved -= 1;
      }
    })();
  }

  /** Resolves when all is saved. */
  async drain(): Promise<void> {
    await this.#saved;
    this.#throwFailure();
  }

  /** Resolves when nothing is under way any more, whatever came of it. */
  async settle(): Promise<void> {
    await this.#saved;
  }

  /** A place is free again once the batch was answered, saved or not. */
  #occupy(sending: Promise<number>): void {
    const place = sending.then(
      () => undefined,
      () => undefined,
    );
    this.#places.add(place);
    void place.then(() => this.#places.delete(place));
  }

  async #send({ batch }: Draft): Promise<number> {
    const { delivery, held, signal, onWaiting } = this.#options;
    if (batch === null || held.has(batch.number)) return 0;
    for (let faults = 0; ; faults += 1) {
      signal.throwIfAborted();
      try {
        return (await delivery.write(batch, signal)).bytes;
      } catch (error) {
        // A write may be repeated: a delivery of hours meets more faults than a step has tries.
        const waitMs = signal.aborted ? null : waitFor(error, faults);
        if (waitMs === null) throw error;
        onWaiting(waitingText("destination", error, waitMs));
        await sleep(waitMs, undefined, { signal });
      }
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

/** Faults of one batch in a row before the engine takes over the waiting. */
const mostFaults = 4;
const longestWaitMs = 20_000;

/** How long to wait before a batch is written again, ms; null: not here. Jitter is the writes' own: each began at its own time. */
function waitFor(error: unknown, faults: number): number | null {
  if (error instanceof TryAgainLater) return error.afterMs <= longestWaitMs ? error.afterMs : null;
  if (!(error instanceof Transient) || faults >= mostFaults) return null;
  return Math.min(longestWaitMs, 250 * 2 ** faults);
}
