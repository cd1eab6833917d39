import { Worker } from "node:worker_threads";
import { Broken, NeedsAttention, Transient } from "@millrace/platform/errors";
import type { Batch, CommitReport, Delivery, DeliveryJob, WriteReceipt } from "../destination.ts";
import { plainRow } from "./stored-value.ts";
import type { StoreAnswer, StoreCall, StoreData } from "./worker.ts";

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** A delivery whose SQLite works in a thread of its own. */
export class SqliteDelivery implements Delivery {
  readonly #job: DeliveryJob;
  readonly #worker: Worker;
  /** Who waits for an answer, in the order of the calls. */
  readonly #waiting: Waiting[] = [];
  readonly #ended: Promise<void>;
  #isOver = false;

  private constructor(path: string, job: DeliveryJob) {
    const { syncId, stream, target, mode, primaryKey } = job;
    const data: StoreData = { path, job: { syncId, stream, target, mode, primaryKey } };
    this.#job = job;
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: data });
    this.#worker.on("message", (answer: StoreAnswer) => this.#settle(answer));
    this.#worker.on("error", (cause) =>
      this.#fail(new Broken("The thread that writes to SQLite failed.", { cause })),
    );
    this.#ended = new Promise((resolve) => {
      this.#worker.once("exit", () => {
        this.#isOver = true;
        this.#fail(new Broken("The thread that writes to SQLite ended too early."));
        resolve();
      });
    });
  }

  /** Throws by the ladder when the file can't be opened. */
  static async open(path: string, job: DeliveryJob): Promise<SqliteDelivery> {
    const delivery = new SqliteDelivery(path, job);
    try {
      await delivery.#answer();
    } catch (error) {
      await delivery[Symbol.asyncDispose]();
      throw error;
    }
    return delivery;
  }

  async held(): Promise<ReadonlySet<number>> {
    return new Set((await this.#call({ call: "held" })) as number[]);
  }

  async write({ number, columns, rows }: Batch, signal: AbortSignal): Promise<WriteReceipt> {
    signal.throwIfAborted();
    const types = columns.map(({ type }) => type);
    const batch = { number, columns, rows: rows.map((row) => plainRow(row, types)) };
    return (await this.#call({ call: "write", batch })) as WriteReceipt;
  }

  async commit(total: { batches: number; rows: number }, signal: AbortSignal): Promise<CommitReport> {
    signal.throwIfAborted();
    const validRows = (await this.#call({ call: "commit", total })) as number;
    return {
      validRows,
      errorRows: 0,
      isCountedByDestination: true,
      facts: { table: this.#job.target, batches: total.batches },
    };
  }

  async discard(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#call({ call: "discard" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) this.#worker.postMessage("close");
    await this.#ended;
  }

  #call(message: StoreCall): Promise<unknown> {
    if (this.#isOver) throw new Broken("The delivery is closed already.");
    this.#worker.postMessage(message);
    return this.#answer();
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #settle(answer: StoreAnswer): void {
    const waiting = this.#waiting.shift();
    if (answer.isOk) waiting?.resolve(answer.result);
    else waiting?.reject(faultOf(answer));
  }

  #fail(error: Broken): void {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}

/** An error does not pass from thread to thread as what it is. */
function faultOf({ rung, message, facts }: Extract<StoreAnswer, { isOk: false }>): Error {
  if (rung === "transient") return new Transient(message, { facts });
  return rung === "needs_attention" ? new NeedsAttention(message, { facts }) : new Broken(message, { facts });
}
