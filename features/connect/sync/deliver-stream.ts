import type { PoolClient } from "pg";
import { inTransaction } from "@millrace/platform/db";
import { Broken, NeedsAttention, Rejected } from "@millrace/platform/errors";
import type { Delivery } from "../destinations/destination.ts";
import { listPages, sumPages } from "../queries/pages.ts";
import {
  applyKeyChanges,
  dropKeyChanges,
  listDeferredKeys,
  listGoneKeys,
  markGone,
  saveKeyChanges,
} from "../queries/record-keys.ts";
import { saveStreamState } from "../queries/stream-states.ts";
import { endSyncStream, resetSyncStream, saveCheckpoint } from "../queries/sync-streams.ts";
import { keyOf, valuesOfKey } from "../records/record-key.ts";
import { RecordHasher } from "../records/record-hash.ts";
import { RowShaper } from "../records/shape-rows.ts";
import { isRecord, type RecordValue, type Value } from "../values/value.ts";
import { BatchAssembler, type Draft, type PlacedRecord } from "./assemble-batches.ts";
import { ChangeTracker } from "./change-tracker.ts";
import { firstCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { PageDecoder, type PageOfRecords } from "./page-decoder.ts";
import { PageLog, type PageInHand } from "./page-log.ts";
import { loggedPages, readPages, type Reading } from "./read-pages.ts";
import type { StreamWork } from "./stream-work.ts";
import { UploadLane } from "./upload-lane.ts";

/** Records of one look-up of keys. */
const recordsPerLookUp = 2_000;
/** Before so many records, a share of bad ones says little. */
const fewRecords = 200;

/**
 * Reads one stream to its end and delivers it. Everything it needs to go on after a crash lies in the page log, in its
 * checkpoint and at the destination; it asks the destination what it holds, makes the missing batches again and sends them.
 * First try, later tries and the one after a crash run the same lines.
 */
export async function deliverStream(work: StreamWork): Promise<void> {
  await using delivery = await work.openDelivery();
  if (work.stream.status === "done") {
    // The try before died between the note of its end and this.
    await delivery.cleanUp?.(work.context.signal);
    return;
  }
  const held = await delivery.held();
  const from = await placeToBegin(work, held);
  await new StreamDelivery(work, delivery, held, from).run();
}

/** A destination that lost what it had, staged files on a machine that is gone, gets everything again. */
async function placeToBegin(work: StreamWork, held: ReadonlySet<number>): Promise<Checkpoint> {
  const { checkpoint, id } = work.stream;
  if (work.isFinalAtWrite || hasAll(held, checkpoint.batch)) return checkpoint;
  const first = firstCheckpoint(work.baseShape);
  await inTransaction(work.pool, async (client) => {
    await work.fence(client);
    await resetSyncStream(client, id, first);
    await dropKeyChanges(client, id);
  });
  return first;
}

function hasAll(held: ReadonlySet<number>, count: number): boolean {
  for (let number = 1; number <= count; number += 1) if (!held.has(number)) return false;
  return true;
}

class StreamDelivery {
  readonly #work: StreamWork;
  readonly #delivery: Delivery;
  readonly #shaper: RowShaper;
  readonly #assembler: BatchAssembler;
  readonly #tracker: ChangeTracker | null;
  readonly #hasher = new RecordHasher();
  readonly #decoder: PageDecoder;
  readonly #lane: UploadLane;
  readonly #from: Checkpoint;
  #checkpoint: Checkpoint;
  #bytesWritten: number;
  #checkedVersion = -1;

  constructor(work: StreamWork, delivery: Delivery, held: ReadonlySet<number>, from: Checkpoint) {
    const { stream, destination, options } = work;
    const columnName = (field: string) => destination.columnName(field);
    this.#work = work;
    this.#delivery = delivery;
    this.#from = from;
    this.#checkpoint = from;
    this.#bytesWritten = from.tally.bytesWritten;
    this.#decoder = new PageDecoder(work.objects, stream.stream, (body) => work.source.decode(body));
    this.#shaper = new RowShaper({
      stream: stream.stream,
      schema: stream.schema,
      policy: options.schemaPolicy,
      columnName,
      state: from.shaper.fields.length === 0 ? null : from.shaper,
      changes: from.changes,
    });
    if (from.page === 0) this.#shaper.declare(stream.schema);
    this.#assembler = new BatchAssembler({
      mode: stream.mode,
      shaper: this.#shaper,
      provenanceOf: options.provenance ? work.pagesSyncId : null,
      limits: destination.batch,
      columnName,
      from,
      keepsSamples: work.isDryRun,
    });
    this.#tracker = work.tracksKeys
      ? new ChangeTracker(
          work.pool,
          { syncStreamId: stream.id, streamId: work.streamId, pagesSyncId: work.pagesSyncId },
          stream.mode === "change_feed",
        )
      : null;
    this.#lane = new UploadLane({
      delivery,
      width: destination.isOrdered ? 1 : options.parallelUploads,
      held,
      signal: work.context.signal,
      save: (draft, bytes) => this.#save(draft, bytes),
      onWaiting: work.onWaiting,
    });
  }

  async run(): Promise<void> {
    this.#assertHoldable();
    try {
      if (!this.#checkpoint.isRead) await this.#deliverRecords();
      await this.#deliverDeferred();
      if (this.#work.findsGone) await this.#deliverGone();
      await this.#lane.drain();
    } finally {
      await this.#lane.settle();
    }
    await this.#finish();
  }

  async #deliverRecords(): Promise<void> {
    let chunk: PageOfRecords[] = [];
    let records = 0;
    for await (const inHand of this.#pages()) {
      const isFirst = inHand.page.number === this.#from.page;
      const page = await this.#decoder.decode(inHand, isFirst ? this.#from.offset : 0);
      chunk.push(page);
      records += page.records.length;
      // Without keys to look up there is nothing to gain from waiting, and a source that counts requests is slow enough.
      const isWorthWaiting = this.#tracker !== null && !this.#work.isCounted;
      if (isWorthWaiting && records < recordsPerLookUp) continue;
      await this.#addAll(chunk);
      chunk = [];
      records = 0;
    }
    await this.#addAll(chunk);
    await this.#lane.submit(this.#cut(true));
  }

  #pages(): AsyncGenerator<PageInHand> {
    const { work, reading } = { work: this.#work, reading: this.#reading() };
    // The page of the checkpoint once more: the rest of it may be missing.
    const after = Math.max(0, this.#checkpoint.page - 1);
    return work.replays === null
      ? readPages(reading, after)
      : loggedPages({ pool: work.pool, syncStreamId: work.replays }, after, Number.MAX_SAFE_INTEGER);
  }

  #reading(): Reading {
    const { pool, objects, stream, context, source, fence, gotOn } = this.#work;
    const { random, onLimited, onWaiting, isCounted } = this.#work;
    const at = { syncId: stream.syncId, syncStreamId: stream.id };
    const log = new PageLog(
      { pool, objects, ...at, fence, gotOn, now: () => context.now() },
      this.#work.highestPage,
    );
    return {
      pool,
      syncStreamId: stream.id,
      log,
      context,
      fence,
      random,
      state: stream.fromState,
      isCounted,
      onLimited,
      onWaiting,
      read: (request, signal) => source.read(request, { ...context, signal }),
    };
  }

  async #addAll(chunk: readonly PageOfRecords[]): Promise<void> {
    const known = await this.#loadKeys(chunk.flatMap(({ records }) => records));
    let at = 0;
    for (const { schema, records } of chunk) {
      // In its turn: the records before it are shaped without it, in every try.
      if (schema !== null) this.#shaper.declare(schema);
      for (const record of records) {
        this.#add(record, known[at] ?? null);
        at += 1;
        if (this.#assembler.isFull) await this.#lane.submit(this.#cut(false));
      }
    }
    this.#tracker?.release(known.filter((key) => key !== null));
    this.#work.onRead(this.#assembler.records);
  }

  async #loadKeys(placed: readonly PlacedRecord[]): Promise<(string | null)[]> {
    if (this.#tracker === null) return [];
    const { primaryKey } = this.#work.stream;
    const records = placed.flatMap(({ value }) => (isRecord(value) ? [value] : []));
    const keys = placed.map(({ value }) => (isRecord(value) ? keyOf(value, primaryKey) : null));
    await this.#tracker.load(
      keys.filter((key) => key !== null),
      records,
    );
    return keys;
  }

  #add(record: PlacedRecord, key: string | null): void {
    const { value, page, offset } = record;
    const { stream, needsKeys, options } = this.#work;
    if (!isRecord(value)) {
      this.#assembler.putAside(record, { code: "not_an_object", reason: "The record is no JSON object." });
      return;
    }
    if (needsKeys && (this.#tracker === null ? keyOf(value, stream.primaryKey) : key) === null) {
      const reason = `The primary key (${stream.primaryKey.join(", ")}) is missing or null.`;
      this.#assembler.putAside(record, { code: "null_key", reason });
      return;
    }
    const hash = options.provenance || this.#tracker !== null ? this.#hasher.of(value) : "";
    const tracker = this.#tracker;
    const find =
      tracker === null || key === null ? null : () => tracker.find(key, hash, value, { page, offset });
    this.#assembler.add(record, value, hash, find);
  }

  /** Ends a batch, after making sure that the destination can hold its columns. */
  #cut(isRead: boolean): Draft {
    this.#assertHoldable();
    return this.#assembler.cut(isRead);
  }

  #assertHoldable(): void {
    if (this.#shaper.version === this.#checkedVersion) return;
    this.#checkedVersion = this.#shaper.version;
    const { destination, stream } = this.#work;
    const refusals = destination.refusals({ target: stream.target, columns: this.#assembler.columns });
    if (refusals.length > 0)
      throw new NeedsAttention(
        `The destination can't hold the stream ${stream.stream}: ${refusals.join(" ")}`,
        {
          facts: { stream: stream.stream, target: stream.target },
        },
      );
  }

  /** What became of the keys of which nothing was said while they were read. */
  async #deliverDeferred(): Promise<void> {
    const { stream, pool, destination, context } = this.#work;
    const tracker = this.#tracker;
    if (tracker === null) return;
    for (;;) {
      await this.#lane.drain();
      context.signal.throwIfAborted();
      const deferred = await listDeferredKeys(pool, stream.id, destination.batch.rows);
      if (deferred.length === 0) return;
      let page: PlacedRecord[] = [];
      for (const place of deferred) {
        if (page[0]?.page !== place.page) page = await this.#recordsOfPage(place.page);
        await this.#resolve(tracker, place.key, page[place.offset - 1]);
      }
      await this.#lane.submit(this.#cut(true));
    }
  }

  async #recordsOfPage(number: number): Promise<PlacedRecord[]> {
    const [page] = await listPages(this.#work.pool, this.#work.pagesOf, number - 1, 1);
    if (page?.number !== number) throw new Broken(`Page ${number} is in no log, though it was read.`);
    return (await this.#decoder.decode({ page, body: null }, 0)).records;
  }

  async #resolve(tracker: ChangeTracker, key: string, record: PlacedRecord | undefined): Promise<void> {
    if (record === undefined || !isRecord(record.value))
      throw new Broken(`The record of the key ${key} is not in its page any more, though it was read.`);
    const { value, page, offset } = record;
    await tracker.load([key], [value]);
    const hash = this.#hasher.of(value);
    this.#assembler.addResolved(record, value, hash, tracker.resolve(key, hash, value, { page, offset }));
    tracker.release([key]);
  }

  /** Keys that were there and are no more, once everything that is there was saved. */
  async #deliverGone(): Promise<void> {
    await this.#lane.drain();
    const { pool, stream, streamId, pagesSyncId, plannedAt, context } = this.#work;
    const { rows: limit } = this.#work.destination.batch;
    let last = "";
    for (;;) {
      context.signal.throwIfAborted();
      const gone = await listGoneKeys(pool, { syncStreamId: stream.id, streamId }, last, limit);
      last = gone.at(-1)?.key ?? last;
      if (gone.length === 0) return;
      const at = { runId: pagesSyncId, now: plannedAt };
      for (const { key, before } of gone) {
        const values = valuesOfKey(key);
        const record: Record<string, Value> = {};
        stream.primaryKey.forEach((field, index) => (record[field] = values[index] ?? null));
        this.#assembler.addGone(key, record as RecordValue, before, at);
      }
      await this.#lane.submit(this.#cut(true));
      await this.#lane.drain();
    }
  }

  async #save(draft: Draft, bytes: number): Promise<void> {
    const { pool, stream, streamId, fence, gotOn, pagesSyncId, isFinalAtWrite, isDryRun } = this.#work;
    this.#bytesWritten += bytes;
    const { checkpoint } = draft;
    checkpoint.tally.bytesWritten = this.#bytesWritten;
    await inTransaction(pool, async (client: PoolClient) => {
      await fence(client);
      await gotOn(client);
      await saveCheckpoint(client, stream.id, checkpoint, draft.bad);
      await saveKeyChanges(client, stream.id, draft.keyChanges);
      if (isFinalAtWrite && !isDryRun && draft.keyChanges.length > 0) {
        const keys = draft.keyChanges.flatMap(({ key, hash }) => (hash === null ? [] : [key]));
        await applyKeyChanges(client, { syncStreamId: stream.id, streamId }, pagesSyncId, keys);
      }
    });
    this.#tracker?.saved(draft.keyChanges);
    this.#checkpoint = checkpoint;
    assertFewBad(checkpoint, this.#work.options.badRecordsPercent, stream.stream, checkpoint.isRead);
  }

  async #finish(): Promise<void> {
    const { pool, stream, fence, context, isDryRun } = this.#work;
    const { batch: batches, tally } = this.#checkpoint;
    const report = await this.#delivery.commit({ batches, rows: tally.rows }, context.signal);
    // Where the destination counts otherwise, the next sync begins where this one did: nothing is lost by a red one.
    const isWhole = report.errorRows === 0 && report.validRows === tally.rows;
    await inTransaction(pool, async (client) => {
      await fence(client);
      if (!isDryRun && isWhole) await this.#remember(client);
      await endSyncStream(client, stream.id, report);
    });
    await this.#delivery.cleanUp?.(context.signal);
  }

  /** What the connection knows from now on: keys as they were delivered, and where the next sync begins. */
  async #remember(client: PoolClient): Promise<void> {
    const { stream, streamId, pagesOf, pagesSyncId, isFinalAtWrite, replacesAll, keepsState } = this.#work;
    const ids = { syncStreamId: stream.id, streamId };
    if (this.#tracker !== null && !isFinalAtWrite) {
      if (replacesAll) await markGone(client, ids);
      await applyKeyChanges(client, ids, pagesSyncId, null);
    }
    const { lastState } = await sumPages(client, pagesOf);
    if (keepsState && lastState !== null) await saveStreamState(client, streamId, lastState);
  }
}

/** Throws `Rejected` when a larger share of the records is bad than the connection lets pass. */
function assertFewBad({ tally }: Checkpoint, percent: number, stream: string, isRead: boolean): void {
  const { records, bad } = tally;
  if (bad === 0 || (!isRead && records < fewRecords) || bad * 100 <= records * percent) return;
  throw new Rejected(
    `${bad} of ${records} records of ${stream} are bad, more than the ${percent} % this connection lets pass. Look at the dead letters of the sync for the reasons.`,
    { facts: { stream, bad, records } },
  );
}
