import { NeedsAttention } from "@millrace/platform/errors";
import type { ConnectorContext } from "../../connectors/context.ts";
import type { Batch, CommitReport, Delivery, DeliveryJob, WriteReceipt } from "../destination.ts";
import { stagingName } from "../target-names.ts";
import { missingDatabase, type ShownSession, type TreasureDataApi } from "./api.ts";
import { commitSession, removeCommitted, removeSession, type SessionAtVendor } from "./bulk-session.ts";
import { batchOfPart, longestName, partName, sessionName } from "./names.ts";
import { batchPacker, type PackBatch } from "./pack-batch.ts";
import type { TreasureDataSettings } from "./settings.ts";
import { tableColumns, type TableColumns } from "./table-columns.ts";

/** A session as it was when the delivery was opened, and what was added since. */
interface SeenSession {
  exists: boolean;
  isFrozen: boolean;
  /** It was frozen and performed by an earlier run of this sync, so everything had been sent. */
  isPastUploading: boolean;
  batches: Set<number>;
}

export interface DeliveryParts {
  api: TreasureDataApi;
  settings: TreasureDataSettings;
  job: DeliveryJob;
  context: ConnectorContext;
}

/**
 * One bulk-import session per delivery. Its name comes from the sync and the stream, and each part is named after its batch,
 * so that the session itself says what it holds: the same batch is never sent twice, whether or not sending a part again
 * would replace it.
 *
 * A sync that overwrites fills a table of its own, which then takes the name of the old one (`rename` with `overwrite`): that
 * the table is gone proves that it was renamed. A second `swap`, after an answer that was lost, would bring back the old rows.
 */
export class BulkDelivery implements Delivery {
  readonly #api: TreasureDataApi;
  readonly #job: DeliveryJob;
  readonly #database: string;
  readonly #session: SessionAtVendor;
  /** Where the rows go: the target, or the table that will stand in its place. */
  readonly #table: string;
  readonly #columns: TableColumns;
  readonly #pack: PackBatch;
  readonly #signal: AbortSignal;
  /** Bytes of parts that were sent and not acknowledged: they may be there. */
  readonly #unsure = new Map<number, number>();
  #seen: Promise<SeenSession> | null = null;
  #ready: Promise<void> | null = null;
  /** The table that will stand in the target's place was made anew by this process. */
  #hasEmptyTable = false;

  constructor({ api, settings, job, context }: DeliveryParts) {
    this.#api = api;
    this.#job = job;
    this.#database = settings.database;
    this.#session = { name: sessionName(job), api };
    this.#table = job.mode === "overwrite" ? stagingName(job, longestName) : job.target;
    this.#columns = tableColumns(api, this.#at);
    this.#pack = batchPacker({ timeField: settings.time_field ?? null, plannedAt: job.plannedAt });
    this.#signal = context.signal;
  }

  async held(): Promise<ReadonlySet<number>> {
    this.#seen = null;
    return new Set((await this.#look(this.#signal)).batches);
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteReceipt> {
    const rows = batch.rows.length;
    const { number } = batch;
    if (await this.#isThere(number, signal)) return { rows, bytes: this.#unsure.get(number) ?? 0 };
    await this.#makeReady(signal);
    await this.#columns.ensure(batch.columns, signal);
    const body = await this.#pack(batch);
    this.#unsure.set(number, body.length);
    const part = partName(number);
    const moved = await this.#api.uploadPart(this.#session.name, part, body, signal);
    if (moved !== "done" && !(await this.#isListed(number, signal)))
      throw new NeedsAttention(
        `Treasure Data refused the part ${part} of the bulk import session ${this.#session.name}: ${moved.refused}. Look at the session in its console.`,
        { facts: { session: this.#session.name, part } },
      );
    (await this.#look(signal)).batches.add(number);
    this.#unsure.delete(number);
    return { rows, bytes: body.length };
  }

  async commit(total: { batches: number; rows: number }, signal: AbortSignal): Promise<CommitReport> {
    if (total.batches === 0) return this.#commitNothing(signal);
    const shown = await commitSession(this.#session, total, signal);
    if (this.#job.mode === "overwrite") await this.#replaceTarget(signal);
    return this.#report(shown, total.rows, signal);
  }

  async cleanUp(signal: AbortSignal): Promise<void> {
    await removeCommitted(this.#session, signal);
  }

  async discard(signal: AbortSignal): Promise<void> {
    await removeSession(this.#session, signal);
    if (this.#job.mode === "overwrite") await this.#api.deleteTable(this.#at, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing is open between two calls.
  }

  get #at(): { database: string; table: string } {
    return { database: this.#database, table: this.#table };
  }

  async #isThere(batch: number, signal: AbortSignal): Promise<boolean> {
    const seen = await this.#look(signal);
    if (seen.isPastUploading || seen.batches.has(batch)) return true;
    return this.#unsure.has(batch) && (await this.#isListed(batch, signal));
  }

  async #isListed(batch: number, signal: AbortSignal): Promise<boolean> {
    const isListed = (await this.#api.listParts(this.#session.name, signal)).includes(partName(batch));
    if (isListed) (await this.#look(signal)).batches.add(batch);
    return isListed;
  }

  #look(signal: AbortSignal): Promise<SeenSession> {
    this.#seen ??= this.#see(signal).catch((error: unknown) => {
      this.#seen = null;
      throw error;
    });
    return this.#seen;
  }

  async #see(signal: AbortSignal): Promise<SeenSession> {
    const shown = await this.#api.showSession(this.#session.name, signal);
    if (shown === null) return { exists: false, isFrozen: false, isPastUploading: false, batches: new Set() };
    this.#requireOurs(shown);
    const listed = (await this.#api.listParts(this.#session.name, signal)).map(batchOfPart);
    const batches = new Set(listed.filter((batch) => batch !== null));
    const isPastUploading = shown.status !== "uploading";
    // Whether parts are still listed once they are imported is not documented; they are counted in any case.
    const counted = isPastUploading ? (shown.validParts ?? 0) + (shown.errorParts ?? 0) : 0;
    for (let batch = 1; batch <= counted; batch += 1) batches.add(batch);
    return { exists: true, isFrozen: shown.isFrozen, isPastUploading, batches };
  }

  #requireOurs({ database, table }: ShownSession): void {
    // Once renamed into its place, the table of a committed session may be shown by its new name.
    const tables = [null, this.#table, this.#job.target];
    if ((database ?? this.#database) === this.#database && tables.includes(table)) return;
    throw new NeedsAttention(
      `The bulk import session ${this.#session.name} fills ${database}.${table}, not ${this.#database}.${this.#table}: somebody made another one of this name. Delete it in Treasure Data's console, then start the sync again.`,
      { facts: { session: this.#session.name, database, table } },
    );
  }

  #makeReady(signal: AbortSignal): Promise<void> {
    this.#ready ??= this.#make(signal).catch((error: unknown) => {
      this.#ready = null;
      throw error;
    });
    return this.#ready;
  }

  /** The table and the session, where they are not there yet. */
  async #make(signal: AbortSignal): Promise<void> {
    const seen = await this.#look(signal);
    if (seen.isFrozen) await this.#api.moveSession(this.#session.name, "unfreeze", signal);
    if (seen.exists) return;
    if (this.#job.mode === "overwrite" && !this.#hasEmptyTable) await this.#makeEmptyTable(signal);
    if (await this.#makeSession(signal)) return;
    if ((await this.#api.createTable(this.#at, signal)) === "no_database")
      throw missingDatabase(this.#database);
    if (!(await this.#makeSession(signal))) throw missingDatabase(this.#database);
  }

  /** false: there is no table for it. */
  async #makeSession(signal: AbortSignal): Promise<boolean> {
    try {
      return (await this.#api.createSession(this.#session.name, this.#at, signal)) !== "no_table";
    } catch (error) {
      // It may have been made: the next look shows it.
      this.#seen = null;
      throw error;
    }
  }

  /** Rows of a session that somebody deleted meanwhile may be in it. */
  async #makeEmptyTable(signal: AbortSignal): Promise<void> {
    await this.#api.deleteTable(this.#at, signal);
    if ((await this.#api.createTable(this.#at, signal)) === "no_database")
      throw missingDatabase(this.#database);
    this.#hasEmptyTable = true;
  }

  async #replaceTarget(signal: AbortSignal): Promise<void> {
    const { target } = this.#job;
    if (await this.#api.renameTable({ database: this.#database, from: this.#table, to: target }, signal))
      return;
    if ((await this.#api.readSchema({ database: this.#database, table: target }, signal)) !== null) return;
    throw new NeedsAttention(
      `The rows of this sync were committed to the table ${this.#table}, which is gone, and there is no table ${target}. Start the sync again.`,
      { facts: { database: this.#database, table: target } },
    );
  }

  /** No rows: there was no session. What is overwritten by nothing is empty. */
  async #commitNothing(signal: AbortSignal): Promise<CommitReport> {
    if (this.#job.mode === "overwrite") {
      await this.#makeEmptyTable(signal);
      await this.#replaceTarget(signal);
    }
    const facts = { method: "bulk", database: this.#database, table: this.#job.target, session: null };
    return { validRows: 0, errorRows: 0, isCountedByDestination: false, facts };
  }

  async #report(shown: ShownSession, rows: number, signal: AbortSignal): Promise<CommitReport> {
    const isCountedByDestination = shown.validRecords !== null;
    const validRows = shown.validRecords ?? rows;
    const errorRows = shown.errorRecords ?? 0;
    const refused = errorRows > 0 ? await this.#api.firstErrorRecord(this.#session.name, signal) : null;
    return {
      validRows,
      errorRows,
      isCountedByDestination,
      facts: {
        method: "bulk",
        database: this.#database,
        table: this.#job.target,
        session: this.#session.name,
        job_id: shown.jobId,
        valid_parts: shown.validParts,
        error_parts: shown.errorParts,
        ...(validRows === rows ? {} : { mismatch: `${rows} rows were sent, ${validRows} were taken` }),
        ...(errorRows > 0 ? { first_refused_row: refused?.slice(0, 500) ?? null } : {}),
      },
    };
  }
}
