import { Broken } from "@millrace/platform/errors";
import { BSON, MongoBulkWriteError, type Collection, type Db, type MongoClient } from "mongodb";
import type { Batch, CommitReport, Delivery, DeliveryJob, WriteReceipt } from "../destination.ts";
import { stagingName } from "../target-names.ts";
import { documentsOf, type RowDocument } from "./row-documents.ts";
import { ladderFault } from "./faults.ts";
import { longestName } from "./names.ts";

const dayMs = 24 * 3_600_000;
/** Markers of syncs that were committed this long ago are forgotten: no commit is repeated so late. */
const keptMs = 30 * dayMs;
/** Markers of those that never were: a paused sync may go on after months. */
const keptUncommittedMs = 365 * dayMs;
const duplicateKey = 11_000;

interface Marker {
  _id: string;
  rows: number;
  at: Date;
}

interface BatchMarker extends Marker {
  batch: number;
  bytes: number;
}

export interface MongodbDeliveryOptions {
  /** Closed with the delivery. */
  client: MongoClient;
  database: string;
  job: DeliveryJob;
  now(): number;
}

/**
 * Every document has an `_id` that is the same whenever its batch is written, so writing a batch again changes nothing; the
 * marker of a batch is written after its documents.
 */
export class MongodbDelivery implements Delivery {
  readonly #options: MongodbDeliveryOptions;
  readonly #db: Db;
  /** Begins the ids of everything this stream of this sync writes. */
  readonly #prefix: string;
  /** Where documents go until the commit: the target, but for a sync that overwrites. */
  readonly #written: string;
  readonly #batches: Collection<BatchMarker>;
  readonly #commits: Collection<Marker>;

  constructor(options: MongodbDeliveryOptions) {
    const { client, database, job } = options;
    this.#options = options;
    this.#db = client.db(database);
    this.#prefix = `${job.syncId}:${encodeURIComponent(job.stream.toWellFormed())}:`;
    this.#written = job.mode === "overwrite" ? stagingName(job, longestName) : job.target;
    this.#batches = this.#db.collection<BatchMarker>("_millrace_batch");
    this.#commits = this.#db.collection<Marker>("_millrace_commit");
  }

  /** Forgets what is old. */
  async prepare(): Promise<void> {
    const before = (ms: number) => ({ at: { $lt: new Date(this.#options.now() - ms) } });
    await onLadder(async () => {
      for (const { _id: prefix } of await this.#commits.find(before(keptMs)).toArray()) {
        await this.#batches.deleteMany({ _id: rangeOf(prefix) });
        await this.#commits.deleteOne({ _id: prefix });
      }
      await this.#batches.deleteMany(before(keptUncommittedMs));
    });
  }

  async held(): Promise<ReadonlySet<number>> {
    return new Set((await this.#markers()).map(({ batch }) => batch));
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteReceipt> {
    signal.throwIfAborted();
    const id = `${this.#prefix}${batch.number}`;
    const receipt = await onLadder(async () => {
      const marker = await this.#batches.findOne({ _id: id });
      return marker === null ? await this.#writeOnce(id, batch) : { rows: marker.rows, bytes: marker.bytes };
    });
    // A call that was under way is waited for: cut short, it might still be done after those of the next delivery.
    signal.throwIfAborted();
    return receipt;
  }

  async commit(total: { batches: number; rows: number }, signal: AbortSignal): Promise<CommitReport> {
    signal.throwIfAborted();
    const { job, database } = this.#options;
    const validRows = await onLadder(async () => {
      const marker = await this.#commits.findOne({ _id: this.#prefix });
      return marker === null ? await this.#commitOnce(total) : marker.rows;
    });
    return {
      validRows,
      errorRows: 0,
      isCountedByDestination: job.mode !== "merge",
      facts: { database, collection: job.target, batches: total.batches },
    };
  }

  async discard(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // What was appended or merged is visible and stays, with its markers.
    if (this.#options.job.mode !== "overwrite") return;
    await onLadder(async () => {
      if ((await this.#commits.findOne({ _id: this.#prefix })) !== null) return;
      await this.#batches.deleteMany({ _id: rangeOf(this.#prefix) });
      if (await this.#exists(this.#written)) await this.#db.dropCollection(this.#written);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.client.close();
  }

  async #writeOnce(id: string, batch: Batch): Promise<WriteReceipt> {
    const documents = documentsOf(batch, this.#options.job, this.#prefix);
    if (this.#options.job.mode === "merge") await this.#replaceAll(documents);
    else await this.#insertAll(documents);
    const bytes = documents.reduce((sum, document) => sum + BSON.calculateObjectSize(document), 0);
    const receipt = { rows: documents.length, bytes };
    const at = new Date(this.#options.now());
    await this.#batches.replaceOne({ _id: id }, { batch: batch.number, ...receipt, at }, { upsert: true });
    return receipt;
  }

  async #insertAll(documents: readonly RowDocument[]): Promise<void> {
    try {
      await this.#db.collection<RowDocument>(this.#written).insertMany(documents);
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError) || error.code !== duplicateKey) throw error;
      // Some were there: the batch was begun before, and its marker never written.
      await this.#replaceAll(documents);
    }
  }

  /** In order, so that of two with one `_id` the later stands. */
  async #replaceAll(documents: readonly RowDocument[]): Promise<void> {
    const operations = documents.map(({ _id, ...replacement }) => ({
      replaceOne: { filter: { _id }, replacement, upsert: true },
    }));
    await this.#db.collection<RowDocument>(this.#written).bulkWrite(operations, { ordered: true });
  }

  async #commitOnce(total: { batches: number; rows: number }): Promise<number> {
    const { job } = this.#options;
    const marked = await this.#markers();
    const markedRows = marked.reduce((sum, { rows }) => sum + rows, 0);
    if (marked.length !== total.batches || markedRows !== total.rows)
      throw new Broken(
        `${job.target} holds ${marked.length} batches with ${markedRows} rows of this sync; ${total.batches} with ${total.rows} were delivered. Report this.`,
      );
    const rows = await this.#settleRows(total.rows);
    await this.#commits.replaceOne(
      { _id: this.#prefix },
      { rows, at: new Date(this.#options.now()) },
      { upsert: true },
    );
    return rows;
  }

  /** Makes them visible where they are not yet; answers with how many there are. */
  async #settleRows(expected: number): Promise<number> {
    const { mode, target } = this.#options.job;
    if (mode === "merge") return expected;
    const isStaged = mode === "overwrite" && (await this.#exists(this.#written));
    if (mode === "overwrite" && (isStaged || expected === 0)) {
      if (!isStaged) await this.#db.createCollection(this.#written);
      const rows = await this.#countIn(this.#written);
      await this.#db.renameCollection(this.#written, target, { dropTarget: true });
      return rows;
    }
    // Of a sync that overwrites: renamed already by a commit that died before it could say so.
    return await this.#countIn(target);
  }

  #countIn(collection: string): Promise<number> {
    return this.#db.collection<RowDocument>(collection).countDocuments({ _id: rangeOf(this.#prefix) });
  }

  #markers(): Promise<BatchMarker[]> {
    return onLadder(() => this.#batches.find({ _id: rangeOf(this.#prefix) }).toArray());
  }

  async #exists(name: string): Promise<boolean> {
    return (await this.#db.listCollections({ name }, { nameOnly: true }).toArray()).length > 0;
  }
}

/** Texts that begin with a prefix that ends with a colon; the semicolon is the next character. */
const rangeOf = (prefix: string): { $gte: string; $lt: string } => ({
  $gte: prefix,
  $lt: `${prefix.slice(0, -1)};`,
});

async function onLadder<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw ladderFault(error);
  }
}
