import { isServerAway } from "@millrace/platform/db";
import type { WorkerActivity } from "../contract.ts";

/** What a worker is doing, as it changes several times per website. */
export type Activity = Pick<WorkerActivity, "state" | "domain" | "doing">;

/** A page that follows a session can't show more than about four changes per second. */
const newsIntervalMs = 250;

export interface SessionNewsOptions {
  /** Writes what changed of each worker, and tells live pages how the session stands. */
  write(sessionId: string, activities: ReadonlyMap<number, Activity>): Promise<void>;
  now(): number;
}

/**
 * What the workers of this process tell of themselves: kept here and written at most about four times per second and
 * session, so that measuring never waits for it.
 */
export class SessionNews {
  readonly #options: SessionNewsOptions;
  readonly #desks = new Map<string, Desk>();

  constructor(options: SessionNewsOptions) {
    this.#options = options;
  }

  /** A worker begins; its `leave` ends what it tells. */
  enter(sessionId: string): void {
    const desk = this.#desks.get(sessionId) ?? new Desk(sessionId, this.#options);
    desk.seats += 1;
    this.#desks.set(sessionId, desk);
  }

  /** Throws what writing earlier news threw. */
  tell(sessionId: string, worker: number, activity: Activity): void {
    this.#desks.get(sessionId)?.put(worker, activity);
  }

  /** What is not written yet is dropped: a worker that was stopped has nothing more to say. */
  leave(sessionId: string): void {
    const desk = this.#desks.get(sessionId);
    if (desk === undefined) return;
    desk.seats -= 1;
    if (desk.seats > 0) return;
    desk.close();
    this.#desks.delete(sessionId);
  }
}

/** The news of one session. */
class Desk {
  seats = 0;
  readonly #sessionId: string;
  readonly #options: SessionNewsOptions;
  #pending = new Map<number, Activity>();
  #timer: NodeJS.Timeout | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;
  #failure: { error: unknown } | null = null;

  constructor(sessionId: string, options: SessionNewsOptions) {
    this.#sessionId = sessionId;
    this.#options = options;
  }

  put(worker: number, activity: Activity): void {
    if (this.#failure !== null) {
      const { error } = this.#failure;
      this.#failure = null;
      throw error;
    }
    this.#pending.set(worker, activity);
    if (this.#timer !== null) return;
    const waitMs = Math.max(0, this.#lastMs + newsIntervalMs - this.#options.now());
    this.#timer = setTimeout(() => void this.#write(), waitMs);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #write(): Promise<void> {
    const news = this.#pending;
    this.#pending = new Map();
    try {
      await this.#options.write(this.#sessionId, news);
    } catch (error) {
      // Later news says it again, once the database is back.
      if (!isServerAway(error)) this.#failure = { error };
    }
    this.#lastMs = this.#options.now();
    this.#timer = null;
    if (this.#pending.size > 0 && this.seats > 0) this.#schedule();
  }

  #schedule(): void {
    this.#timer = setTimeout(() => void this.#write(), newsIntervalMs);
  }
}
