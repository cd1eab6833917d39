import type { Pool } from "pg";
import type { Clock } from "@millrace/platform/clock";
import { isServerAway } from "@millrace/platform/db";
import { noteRead } from "../queries/sync-streams.ts";
import { publishSync, readBudgetOf } from "./publish-sync.ts";

/** A page that follows a sync can't show more than about four changes per second. */
const newsIntervalMs = 250;

/** What a sync tells of itself while it works: written at most about four times per second, so that delivering never waits. */
export class SyncNews implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #syncId: string;
  readonly #account: string | null;
  #read: { streamId: number; records: number } | null = null;
  /** What it waits for. */
  #message: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | null = null;

  constructor(pool: Pool, clock: Clock, syncId: string, account: string | null) {
    this.#pool = pool;
    this.#clock = clock;
    this.#syncId = syncId;
    this.#account = account;
  }

  /** So many records of a stream were read. Throws what telling it earlier met. */
  tell(streamId: number, records: number): void {
    if (this.#failure !== null) throw this.#failure.error;
    this.#read = { streamId, records };
    this.#message = null;
    this.#schedule();
  }

  /** Why nothing moves just now; counts until more is read. */
  tellWaiting(message: string): void {
    this.#message = message;
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#writing = this.#write();
    }, newsIntervalMs);
  }

  /** What is not written yet is dropped: the end of the stream says it all. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
  }

  async #write(): Promise<void> {
    const [read, message] = [this.#read, this.#message];
    this.#timer = null;
    try {
      if (read !== null) await noteRead(this.#pool, read.streamId, read.records);
      const budget = await readBudgetOf(this.#pool, this.#account);
      const nowMs = this.#clock.now();
      await publishSync(this.#pool, this.#syncId, { status: "running", message }, { nowMs, budget });
    } catch (error) {
      // Later news says it again, once the database is back.
      if (!isServerAway(error)) this.#failure = { error };
    }
  }
}
