import type { DatabaseSync } from "node:sqlite";
import type { WriteReceipt } from "../destination.ts";

/** Markers of syncs that were committed this long ago are forgotten: no commit is repeated so late. */
const keptDays = 30;
/** Markers of those that never were: a paused sync may go on after months. */
const keptUncommittedDays = 365;

/** SQL of the time so many days ago, as markers have it. */
const daysAgo = (days: number): string => `strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-${days} days')`;

/** What was delivered, in the same file and the same transactions: one row per batch, one per committed stream of a sync. */
export class Bookkeeping {
  readonly #db: DatabaseSync;
  readonly #key: readonly [syncId: string, stream: string];

  constructor(db: DatabaseSync, syncId: string, stream: string) {
    this.#db = db;
    this.#key = [syncId, stream];
  }

  /** Makes both tables, and forgets what is old. */
  prepare(): void {
    this.#db.exec(`
      create table if not exists _millrace_batch (
        sync_id text not null,
        stream text not null,
        batch integer not null,
        rows integer not null,
        bytes integer not null,
        written_at text not null default (strftime('%Y-%m-%dT%H:%M:%SZ')),
        primary key (sync_id, stream, batch)
      );
      create table if not exists _millrace_commit (
        sync_id text not null,
        stream text not null,
        rows integer not null,
        committed_at text not null default (strftime('%Y-%m-%dT%H:%M:%SZ')),
        primary key (sync_id, stream)
      );
      delete from _millrace_batch where (sync_id, stream) in
        (select sync_id, stream from _millrace_commit where committed_at < ${daysAgo(keptDays)});
      delete from _millrace_batch where written_at < ${daysAgo(keptUncommittedDays)};
      delete from _millrace_commit where committed_at < ${daysAgo(keptDays)};`);
  }

  heldBatches(): number[] {
    const rows = this.#db
      .prepare("select batch from _millrace_batch where sync_id = ? and stream = ?")
      .all(...this.#key);
    return rows.map(({ batch }) => Number(batch));
  }

  /** null: the batch was not delivered. */
  receiptOf(batch: number): WriteReceipt | null {
    const row = this.#db
      .prepare("select rows, bytes from _millrace_batch where sync_id = ? and stream = ? and batch = ?")
      .get(...this.#key, batch);
    return row === undefined ? null : { rows: Number(row.rows), bytes: Number(row.bytes) };
  }

  mark(batch: number, { rows, bytes }: WriteReceipt): void {
    this.#db
      .prepare("insert into _millrace_batch (sync_id, stream, batch, rows, bytes) values (?, ?, ?, ?, ?)")
      .run(...this.#key, batch, rows, bytes);
  }

  /** Rows and batches that are marked. */
  total(): { batches: number; rows: number } {
    const row = this.#db
      .prepare(
        "select count(*) as batches, coalesce(sum(rows), 0) as rows from _millrace_batch where sync_id = ? and stream = ?",
      )
      .get(...this.#key);
    return { batches: Number(row?.batches), rows: Number(row?.rows) };
  }

  forget(): void {
    this.#db.prepare("delete from _millrace_batch where sync_id = ? and stream = ?").run(...this.#key);
  }

  /** Rows of the commit; null while there was none. */
  committedRows(): number | null {
    const row = this.#db
      .prepare("select rows from _millrace_commit where sync_id = ? and stream = ?")
      .get(...this.#key);
    return row === undefined ? null : Number(row.rows);
  }

  markCommitted(rows: number): void {
    this.#db
      .prepare("insert into _millrace_commit (sync_id, stream, rows) values (?, ?, ?)")
      .run(...this.#key, rows);
  }
}
