import type { ClientBase } from "pg";
import type { DeliveryJob, WriteReceipt } from "../destination.ts";
import { quoted } from "./identifiers.ts";

/** Markers of syncs that were committed this long ago are forgotten: no commit is repeated so late. */
const keptDays = 30;
/** Markers of those that never were: a paused sync may go on after months. */
const keptUncommittedDays = 365;

/**
 * What was delivered, in the schema of the tables and in the same transactions: one row per batch, and one per committed
 * stream of a sync.
 */
export class Bookkeeping {
  readonly #batches: string;
  readonly #commits: string;
  readonly #key: readonly [syncId: string, stream: string];

  constructor(schema: string, job: DeliveryJob) {
    this.#batches = `${quoted(schema)}._millrace_batch`;
    this.#commits = `${quoted(schema)}._millrace_commit`;
    this.#key = [job.syncId, job.stream];
  }

  /** Makes both tables, and forgets what is old. Run it under a lock: two at once would both make them. */
  async prepare(client: ClientBase): Promise<void> {
    await client.query(`
      create table if not exists ${this.#batches} (
        sync_id text not null,
        stream text not null,
        batch integer not null,
        rows bigint not null,
        bytes bigint not null,
        written_at timestamptz not null default now(),
        primary key (sync_id, stream, batch)
      );
      create table if not exists ${this.#commits} (
        sync_id text not null,
        stream text not null,
        rows bigint not null,
        committed_at timestamptz not null default now(),
        primary key (sync_id, stream)
      );
      delete from ${this.#batches} batch using ${this.#commits} done
        where (done.sync_id, done.stream) = (batch.sync_id, batch.stream)
          and done.committed_at < now() - interval '${keptDays} days';
      delete from ${this.#batches} where written_at < now() - interval '${keptUncommittedDays} days';
      delete from ${this.#commits} where committed_at < now() - interval '${keptDays} days';`);
  }

  async heldBatches(client: ClientBase): Promise<Set<number>> {
    const { rows } = await client.query<{ batch: number }>(
      `select batch from ${this.#batches} where sync_id = $1 and stream = $2`,
      [...this.#key],
    );
    return new Set(rows.map(({ batch }) => batch));
  }

  /** null: the batch was not delivered. */
  async receiptOf(client: ClientBase, batch: number): Promise<WriteReceipt | null> {
    const { rows } = await client.query<{ rows: string; bytes: string }>(
      `select rows, bytes from ${this.#batches} where sync_id = $1 and stream = $2 and batch = $3`,
      [...this.#key, batch],
    );
    return rows[0] === undefined ? null : { rows: Number(rows[0].rows), bytes: Number(rows[0].bytes) };
  }

  async mark(client: ClientBase, batch: number, { rows, bytes }: WriteReceipt): Promise<void> {
    await client.query(
      `insert into ${this.#batches} (sync_id, stream, batch, rows, bytes) values ($1, $2, $3, $4, $5)`,
      [...this.#key, batch, rows, bytes],
    );
  }

  /** Rows and batches that are marked. */
  async total(client: ClientBase): Promise<{ batches: number; rows: number }> {
    const { rows } = await client.query<{ batches: string; rows: string }>(
      `select count(*) as batches, coalesce(sum(rows), 0) as rows from ${this.#batches}
       where sync_id = $1 and stream = $2`,
      [...this.#key],
    );
    return { batches: Number(rows[0]?.batches), rows: Number(rows[0]?.rows) };
  }

  async forget(client: ClientBase): Promise<void> {
    await client.query(`delete from ${this.#batches} where sync_id = $1 and stream = $2`, [...this.#key]);
  }

  /** Rows of the commit; null while there was none. */
  async committedRows(client: ClientBase): Promise<number | null> {
    const { rows } = await client.query<{ rows: string }>(
      `select rows from ${this.#commits} where sync_id = $1 and stream = $2`,
      [...this.#key],
    );
    return rows[0] === undefined ? null : Number(rows[0].rows);
  }

  async markCommitted(client: ClientBase, rows: number): Promise<void> {
    await client.query(`insert into ${this.#commits} (sync_id, stream, rows) values ($1, $2, $3)`, [
      ...this.#key,
      rows,
    ]);
  }
}
