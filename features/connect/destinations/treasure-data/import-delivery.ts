import { Transient } from "@millrace/platform/errors";
import type { Batch, CommitReport, Delivery, DeliveryJob, WriteReceipt } from "../destination.ts";
import { openAcknowledged, type AcknowledgedBatches } from "./acknowledged-batches.ts";
import { missingDatabase, type TreasureDataApi } from "./api.ts";
import type { DeliveryParts } from "./bulk-delivery.ts";
import { sessionName, uniqueId } from "./names.ts";
import { batchPacker, type PackBatch } from "./pack-batch.ts";
import { tableColumns, type TableColumns } from "./table-columns.ts";

/**
 * One streaming import per batch, with an identifier that is always the same for the same batch: Treasure Data drops what it
 * has seen already, as long as it remembers the identifier. It can't be asked what it holds, so the acknowledged numbers are
 * kept in the staging folder; after a crash only those in flight are sent again.
 */
export class ImportDelivery implements Delivery {
  readonly #api: TreasureDataApi;
  readonly #job: DeliveryJob;
  readonly #at: { database: string; table: string };
  readonly #acknowledged: AcknowledgedBatches;
  readonly #columns: TableColumns;
  readonly #pack: PackBatch;
  #hasTable: Promise<void> | null = null;

  static async open(parts: DeliveryParts): Promise<ImportDelivery> {
    const { job, context } = parts;
    return new ImportDelivery(parts, await openAcknowledged(context.stagingFolder, sessionName(job)));
  }

  private constructor({ api, settings, job }: DeliveryParts, acknowledged: AcknowledgedBatches) {
    this.#api = api;
    this.#job = job;
    this.#at = { database: settings.database, table: job.target };
    this.#acknowledged = acknowledged;
    this.#columns = tableColumns(api, this.#at);
    this.#pack = batchPacker({ timeField: settings.time_field ?? null, plannedAt: job.plannedAt });
  }

  held(): Promise<ReadonlySet<number>> {
    return Promise.resolve(new Set(this.#acknowledged.numbers()));
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteReceipt> {
    const rows = batch.rows.length;
    if (this.#acknowledged.numbers().has(batch.number)) return { rows, bytes: 0 };
    await this.#makeTable(signal);
    await this.#columns.ensure(batch.columns, signal);
    const body = await this.#pack(batch);
    const at = { ...this.#at, uniqueId: uniqueId(this.#job, batch.number) };
    if ((await this.#api.importWithId(at, body, signal)) === "no_table") {
      this.#hasTable = null;
      throw new Transient(
        `The table ${this.#at.table} is not there for imports yet, or was deleted. It is made again.`,
        {
          facts: { ...this.#at },
        },
      );
    }
    await this.#acknowledged.add(batch.number);
    return { rows, bytes: body.length };
  }

  commit(total: { batches: number; rows: number }): Promise<CommitReport> {
    return Promise.resolve({
      validRows: total.rows,
      errorRows: 0,
      isCountedByDestination: false,
      facts: { method: "import_with_id", ...this.#at },
    });
  }

  cleanUp(): Promise<void> {
    return this.#acknowledged.remove();
  }

  /** Rows were seen as they arrived, and stay. */
  discard(): Promise<void> {
    return this.#acknowledged.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing is open between two calls.
  }

  #makeTable(signal: AbortSignal): Promise<void> {
    this.#hasTable ??= this.#api
      .createTable(this.#at, signal)
      .then((made) => {
        if (made === "no_database") throw missingDatabase(this.#at.database);
      })
      .catch((error: unknown) => {
        this.#hasTable = null;
        throw error;
      });
    return this.#hasTable;
  }
}
