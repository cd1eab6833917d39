import type { Clock } from "@millrace/platform/clock";
import { redactText } from "@millrace/platform/telemetry";
import type { Progress } from "./run.ts";

/** At most about four rows per second and run: a page that follows it can't show more. */
export const progressIntervalMs = 250;

/**
 * Throttles one run's progress: the first call is written at once, later ones at most every
 * `progressIntervalMs`, and the last one always lands (`flush`). While the run replays recorded steps
 * nothing is written, since those values landed before the crash and would run backwards.
 */
export class ProgressWriter {
  readonly #clock: Clock;
  readonly #write: (progress: Progress) => Promise<void>;
  #pending: Progress | null = null;
  #lastWriteMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | null = null;

  constructor(clock: Clock, write: (progress: Progress) => Promise<void>) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Resolves when the value is written, or kept for the next write. Throws what an earlier delayed write threw. */
  async put(progress: Progress, isReplaying: boolean): Promise<void> {
    this.#throwFailure();
    this.#pending = shown(progress);
    if (isReplaying || this.#timer !== null) return;
    const waitMs = this.#lastWriteMs + progressIntervalMs - this.#clock.now();
    if (waitMs <= 0) return this.#writePending();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#writePending().catch((error: unknown) => (this.#failure = { error }));
    }, waitMs);
  }

  /** Writes what is still waiting. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#writePending();
    this.#throwFailure();
  }

  #writePending(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const progress = this.#pending;
      if (progress === null) return;
      this.#pending = null;
      this.#lastWriteMs = this.#clock.now();
      await this.#write(progress);
    });
    return this.#writing;
  }

  #throwFailure(): void {
    if (this.#failure === null) return;
    const { error } = this.#failure;
    this.#failure = null;
    throw error;
  }
}

/** Everybody who may see a run reads its message, live and later. */
function shown(progress: Progress): Progress {
  const { message } = progress;
  return message === undefined ? progress : { ...progress, message: redactText(message) };
}
