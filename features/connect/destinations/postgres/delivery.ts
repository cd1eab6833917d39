import { Broken } from "@millrace/platform/errors";
import type { ClientBase, Pool } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Column } from "../../records/column.ts";
import type { Batch, CommitReport, Delivery, DeliveryJob, WriteReceipt } from "../destination.ts";
import { stagingName } from "../target-names.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import { copyText } from "./copy-text.ts";
import { longestName, quoted } from "./identifiers.ts";
import { ensureKey, makeWaitingTable, mergeWaiting } from "./merge.ts";
import { refuseIrreplaceable, swapIn } from "./overwrite.ts";
import { prepareTable, qualified, type TableName } from "./table.ts";
import { inTransactionOf, lockName } from "./transaction.ts";

export interface PostgresDeliveryOptions {
  /** Ended with the delivery. */
  pool: Pool;
  schema: string;
  job: DeliveryJob;
  book: Bookkeeping;
}

/** Rows and the marker of their batch are one transaction; so are the change of tables and the marker of a commit. */
export class PostgresDelivery implements Delivery {
  readonly #options: PostgresDeliveryOptions;
  readonly #target: TableName;
  /** Where rows go until the commit: the target, but for a sync that overwrites. */
  readonly #written: TableName;

  constructor(options: PostgresDeliveryOptions) {
    const { job, schema } = options;
    this.#options = options;
    this.#target = { schema, table: job.target };
    this.#written =
      job.mode === "overwrite" ? { schema, table: stagingName(job, longestName) } : this.#target;
  }

  held(): Promise<ReadonlySet<number>> {
    const { pool, book } = this.#options;
    return inTransactionOf(pool, null, (client) => book.heldBatches(client));
  }

  write(batch: Batch, signal: AbortSignal): Promise<WriteReceipt> {
    const { book } = this.#options;
    return this.#locked(signal, async (client) => {
      const earlier = await book.receiptOf(client, batch.number);
      if (earlier !== null) return earlier;
      const receipt = await this.#writeRows(client, batch);
      await book.mark(client, batch.number, receipt);
      return receipt;
    });
  }

  commit(total: { batches: number; rows: number }, signal: AbortSignal): Promise<CommitReport> {
    const { book, job, schema } = this.#options;
    return this.#locked(signal, async (client) => {
      const rows = (await book.committedRows(client)) ?? (await this.#commitOnce(client, total));
      return {
        validRows: rows,
        errorRows: 0,
        isCountedByDestination: true,
        facts: { schema, table: job.target, batches: total.batches },
      };
    });
  }

  async discard(signal: AbortSignal): Promise<void> {
    const { book, job } = this.#options;
    // What was appended or merged is visible and stays, with its markers.
    if (job.mode !== "overwrite") return;
    await this.#locked(signal, async (client) => {
      if ((await book.committedRows(client)) !== null) return;
      await client.query(`drop table if exists ${qualified(this.#written)}`);
      await book.forget(client);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.pool.end();
  }

  /** A transaction in which nobody else of Millrace changes or fills the target. */
  #locked<Result>(signal: AbortSignal, work: (client: ClientBase) => Promise<Result>): Promise<Result> {
    return inTransactionOf(this.#options.pool, signal, async (client) => {
      await lockName(client, qualified(this.#target));
      return work(client);
    });
  }

  async #writeRows(client: ClientBase, { columns, rows }: Batch): Promise<WriteReceipt> {
    const { mode, primaryKey } = this.#options.job;
    // Before anything is written, not once all is.
    if (mode === "overwrite") await refuseIrreplaceable(client, this.#target);
    const { types, others } = await prepareTable(client, this.#written, columns);
    if (mode !== "merge") return copyRows(client, this.#written, columns, copyText(rows, types, false));
    await ensureKey(client, this.#written, primaryKey);
    const waiting = await makeWaitingTable(client, this.#written, columns);
    const receipt = await copyRows(client, waiting, null, copyText(rows, types, true));
    await mergeWaiting(client, { from: waiting, to: this.#written, columns, others, key: primaryKey });
    return receipt;
  }

  async #commitOnce(client: ClientBase, total: { batches: number; rows: number }): Promise<number> {
    const { book, job } = this.#options;
    const marked = await book.total(client);
    if (marked.batches !== total.batches || marked.rows !== total.rows)
      throw new Broken(
        `${job.target} holds ${marked.batches} batches with ${marked.rows} rows of this sync; ${total.batches} with ${total.rows} were delivered. Report this.`,
      );
    const rows = job.mode === "overwrite" ? await swapIn(client, this.#written, this.#target) : marked.rows;
    await book.markCommitted(client, rows);
    return rows;
  }
}

/** `columns`: null for a table that has no others. */
async function copyRows(
  client: ClientBase,
  to: TableName,
  columns: readonly Column[] | null,
  chunks: readonly Buffer[],
): Promise<WriteReceipt> {
  const list = columns === null ? "" : ` (${columns.map(({ name }) => quoted(name)).join(", ")})`;
  const copy = client.query(copyFrom(`copy ${qualified(to)}${list} from stdin`));
  // All of it is in memory already, so there is no pressure to give back.
  for (const chunk of chunks) copy.write(chunk);
  await new Promise<void>((resolve, reject) => {
    copy.once("finish", resolve);
    copy.once("error", reject);
    copy.end();
  });
  return { rows: copy.rowCount, bytes: chunks.reduce((sum, { length }) => sum + length, 0) };
}
