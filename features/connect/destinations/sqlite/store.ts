import { DatabaseSync } from "node:sqlite";
import { Broken } from "@millrace/platform/errors";
import type { Column } from "../../records/column.ts";
import type { DeliveryJob, WriteReceipt } from "../destination.ts";
import { stagingName } from "../target-names.ts";
import { Bookkeeping } from "./bookkeeping.ts";
import { quoted } from "./identifiers.ts";
import { sizeOf, stored, type PlainValue, type Storage } from "./stored-value.ts";
import { ensureKey, prepareTable, readTable } from "./table.ts";

/** How long a call waits for another program to end its transaction. */
const defaultPatienceMs = 10_000;
/** Longest name of a table that holds the rows of a sync that overwrites. */
const longestStagingName = 255;

export interface PlainBatch {
  number: number;
  columns: readonly Column[];
  rows: readonly PlainValue[][];
}

export type StoreJob = Pick<DeliveryJob, "syncId" | "stream" | "target" | "mode" | "primaryKey">;

/**
 * One delivery to a SQLite file. Rows and the marker of their batch are one transaction; so are the change of tables and the
 * marker of a commit. Every call blocks its thread.
 */
export class SqliteStore implements Disposable {
  readonly #db: DatabaseSync;
  readonly #job: StoreJob;
  readonly #book: Bookkeeping;
  /** Where rows go until the commit: the target, but for a sync that overwrites. */
  readonly #written: string;

  constructor(path: string, job: StoreJob, patienceMs = defaultPatienceMs) {
    this.#db = new DatabaseSync(path, { timeout: patienceMs });
    this.#job = job;
    this.#written = job.mode === "overwrite" ? stagingName(job, longestStagingName) : job.target;
    this.#book = new Bookkeeping(this.#db, job.syncId, job.stream);
    try {
      // Readers go on while a batch is written; what is acknowledged survives the loss of power.
      this.#db.exec("pragma journal_mode = wal; pragma synchronous = full");
      this.#transaction(() => this.#book.prepare());
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  held(): number[] {
    return this.#book.heldBatches();
  }

  write(batch: PlainBatch): WriteReceipt {
    return this.#transaction(() => {
      const earlier = this.#book.receiptOf(batch.number);
      if (earlier !== null) return earlier;
      const receipt = this.#writeRows(batch);
      this.#book.mark(batch.number, receipt);
      return receipt;
    });
  }

  /** Rows that stand. */
  commit(total: { batches: number; rows: number }): number {
    return this.#transaction(() => this.#book.committedRows() ?? this.#commitOnce(total));
  }

  discard(): void {
    // What was appended or merged is visible and stays, with its markers.
    if (this.#job.mode !== "overwrite") return;
    this.#transaction(() => {
      if (this.#book.committedRows() !== null) return;
      this.#db.exec(`drop table if exists ${quoted(this.#written)}`);
      this.#book.forget();
    });
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #transaction<Result>(work: () => Result): Result {
    this.#db.exec("begin immediate");
    try {
      const result = work();
      this.#db.exec("commit");
      return result;
    } catch (error) {
      // Some faults have ended the transaction already.
      if (this.#db.isTransaction) this.#db.exec("rollback");
      throw error;
    }
  }

  #writeRows({ columns, rows }: PlainBatch): WriteReceipt {
    const { mode, primaryKey, target } = this.#job;
    // A view in the target's place is refused before anything is written.
    if (mode === "overwrite") readTable(this.#db, target);
    const storages = prepareTable(this.#db, this.#written, columns);
    const remove = mode === "merge" ? this.#removal(columns, primaryKey) : null;
    const names = columns.map(({ name }) => quoted(name)).join(", ");
    const insert = this.#db.prepare(
      `insert into ${quoted(this.#written)} (${names}) values (${columns.map(() => "?").join(", ")})`,
    );
    let bytes = 0;
    for (const row of rows) {
      const values = storages.map((storage: Storage, at) => stored(row[at] ?? null, storage));
      remove?.(values);
      insert.run(...values);
      for (const value of values) bytes += sizeOf(value);
    }
    return { rows: rows.length, bytes };
  }

  /** Removes the row a merged one replaces, so that nothing is left of it. */
  #removal(
    columns: readonly Column[],
    key: readonly string[],
  ): (values: readonly (null | number | bigint | string)[]) => void {
    ensureKey(this.#db, this.#written, key);
    const places = key.map((name) => columns.findIndex((column) => column.name === name));
    const statement = this.#db.prepare(
      `delete from ${quoted(this.#written)} where ${key.map((name) => `${quoted(name)} is ?`).join(" and ")}`,
    );
    return (values) => statement.run(...places.map((at) => values[at] ?? null));
  }

  #commitOnce(total: { batches: number; rows: number }): number {
    const marked = this.#book.total();
    if (marked.batches !== total.batches || marked.rows !== total.rows)
      throw new Broken(
        `${this.#job.target} holds ${marked.batches} batches with ${marked.rows} rows of this sync; ${total.batches} with ${total.rows} were delivered. Report this.`,
      );
    const rows = this.#job.mode === "overwrite" ? this.#swapIn() : marked.rows;
    this.#book.markCommitted(rows);
    return rows;
  }

  /** Puts the staged table in the target's place; without one (nothing was delivered) the target is emptied. */
  #swapIn(): number {
    const { target } = this.#job;
    const hasOld = readTable(this.#db, target) !== null;
    if (readTable(this.#db, this.#written) === null) {
      if (hasOld) this.#db.exec(`delete from ${quoted(target)}`);
      return 0;
    }
    const counted = this.#db.prepare(`select count(*) as rows from ${quoted(this.#written)}`).get();
    // Else the renaming fails on views of the target, which for a moment is not there.
    this.#db.exec("pragma legacy_alter_table = on");
    if (hasOld) this.#db.exec(`drop table ${quoted(target)}`);
    this.#db.exec(`alter table ${quoted(this.#written)} rename to ${quoted(target)}`);
    this.#db.exec("pragma legacy_alter_table = off");
    return Number(counted?.rows);
  }
}
