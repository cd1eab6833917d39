import { Broken, NeedsAttention } from "@millrace/platform/errors";
import type { Batch, CommitReport, Delivery, DeliveryJob, WriteReceipt } from "../destination.ts";
import { assembleFile, columnsOfOlder, type AssembledFile, type OlderFile } from "./assemble-file.ts";
import { onDisk } from "./disk-fault.ts";
import type { FileFormat } from "./file-format.ts";
import type { FileHome } from "./file-home.ts";
import type { FilePlace } from "./file-place.ts";
import type { HeldLock } from "./held-lock.ts";
import {
  afterPublishing,
  entryOf,
  newLedger,
  withEntries,
  type Ledger,
  type LedgerEntry,
  type PendingFile,
} from "./ledger.ts";
import { findLeftovers, forgetfulRun, sweepDelivered, type Leftover } from "./leftovers.ts";
import { refusalOf, sharedFile } from "./refusal.ts";
import { encodeBatch } from "./staged-batch.ts";
import type { Staging } from "./staging.ts";
import { TargetLedger } from "./target-ledger.ts";
import type { FileColumn } from "./union-columns.ts";

export interface FileDeliveryOptions {
  home: FileHome;
  format: FileFormat;
  job: DeliveryJob;
  place: FilePlace;
}

interface Total {
  batches: number;
  rows: number;
}

interface Parts {
  leftovers: readonly Leftover[];
  total: Total;
}

/**
 * Delivers to a file: batches are staged, each durably; `commit` makes one file of them and lets it take its place at once.
 * The ledger beside the file names the syncs that are in it, and the one that is about to be, so that a commit can be repeated.
 */
export class FileDelivery implements Delivery {
  readonly #options: FileDeliveryOptions;
  readonly #ledger: TargetLedger;
  readonly #staging: Staging;
  readonly #owner: HeldLock | null;
  readonly #writes = new Set<Promise<unknown>>();

  private constructor(options: FileDeliveryOptions, ledger: TargetLedger, owner: HeldLock | null) {
    this.#options = options;
    this.#ledger = ledger;
    this.#staging = ledger.staging(options.job.syncId);
    this.#owner = owner;
  }

  /** Takes over `home` once it resolves. Throws `NeedsAttention` when what is there must not be changed. */
  static async open(options: FileDeliveryOptions): Promise<FileDelivery> {
    const { home, format, job, place } = options;
    const ledger = new TargetLedger({ home, place, contentType: format.contentType });
    return onDisk(home.address(""), async () => {
      const known = await ledger.read();
      await refuse(options, known);
      if (entryOf(known, job.syncId) !== null) return new FileDelivery(options, ledger, null);
      if (job.mode === "append" && !place.isOnePerSync && home.isNear) {
        const path = await home.fetch(place.file, "", new AbortController().signal);
        if (path !== null) await columnsOfOlder(format, path, path);
      }
      return new FileDelivery(options, ledger, await claim(ledger.staging(job.syncId), options));
    });
  }

  async held(): Promise<ReadonlySet<number>> {
    const done = entryOf(await this.#ledger.read(), this.#options.job.syncId);
    if (done === null) return new Set(await this.#staging.numbers());
    return new Set(Array.from({ length: done.batches }, (_, at) => at + 1));
  }

  async write({ number, columns, rows }: Batch): Promise<WriteReceipt> {
    const writing = this.#onDisk(async () => {
      const bytes = await encodeBatch(number, this.#judged(columns, rows), rows);
      await this.#staging.write(number, bytes);
      return { rows: rows.length, bytes: bytes.length };
    });
    this.#writes.add(writing);
    return writing.finally(() => this.#writes.delete(writing));
  }

  async settle(): Promise<void> {
    await Promise.all(this.#writes);
    const numbers = await this.#staging.numbers();
    if (numbers.length === 0) return;
    const gap = numbers.findIndex((number, at) => number !== at + 1);
    if (gap !== -1) throw new Broken(`Batch ${gap + 1} is missing, so those behind it can't be settled.`);
    await this.#onDisk(() => this.#staging.settle(numbers.length));
  }

  async commit(total: Total, signal: AbortSignal): Promise<CommitReport> {
    const { home, job, format } = this.#options;
    return this.#onDisk(async () => {
      using _lock = await this.#ledger.lock();
      const resolved = await this.#ledger.resolved();
      await refuse(this.#options, resolved);
      const known = resolved ?? newLedger(job.target, format.layout);
      using owners = new DisposableStack();
      const isDone = entryOf(known, job.syncId) !== null;
      const now = isDone ? known : await this.#deliver(known, total, owners, signal);
      await this.#ledger.write(now);
      // The runs whose rows were adopted may rise again: they find themselves in the ledger.
      owners.dispose();
      await sweepDelivered(home, this.#ledger, now);
      return reportOf(entryOf(now, job.syncId));
    });
  }

  async cleanUp(): Promise<void> {
    const isDone = entryOf(await this.#ledger.read(), this.#options.job.syncId) !== null;
    if (isDone) await this.#onDisk(() => this.#staging.remove());
  }

  async discard(): Promise<void> {
    await this.#onDisk(async () => {
      using _lock = await this.#ledger.lock();
      const resolved = await this.#ledger.resolved();
      if (resolved !== null) await this.#ledger.write(resolved);
      this.#owner?.[Symbol.dispose]();
      await this.#staging.remove();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#owner?.[Symbol.dispose]();
    await this.#options.home[Symbol.asyncDispose]();
  }

  /** The ledger after the file has taken its place. */
  async #deliver(known: Ledger, total: Total, owners: DisposableStack, signal: AbortSignal): Promise<Ledger> {
    const { home, job } = this.#options;
    const numbers = await this.#allOf(total.batches);
    const leftovers =
      job.mode === "append" ? await findLeftovers({ home, ledger: this.#ledger, job }, known, owners) : [];
    const runs = [...leftovers, { staging: this.#staging, numbers }];
    const isNothing = runs.every((run) => run.numbers.length === 0);
    const older = await this.#older(known, isNothing, signal);
    if (isNothing && (job.mode === "append" || older === null))
      return withEntries(known, [this.#entry(total, { file: null }), ...adopted(leftovers, [], job)]);
    const into = this.#staging.assembled;
    const { state, rows } = await assembleFile(this.#options.format, { older, runs, into }, signal);
    return this.#publish(known, this.#pending({ state, rows, leftovers, total }), signal);
  }

  /** Written down, done, and then known to be done. */
  async #publish(known: Ledger, pending: PendingFile, signal: AbortSignal): Promise<Ledger> {
    const { home, job, place, format } = this.#options;
    await this.#ledger.write({ ...known, pending });
    const publication = { syncId: job.syncId, contentType: format.contentType };
    await home.publish(place.file, this.#staging.assembled, publication, signal);
    return afterPublishing(known, pending, place.isOnePerSync);
  }

  #pending({ state, rows, leftovers, total }: AssembledFile & Parts): PendingFile {
    const { home, job, place, format } = this.#options;
    const own = rows.at(-1) ?? 0;
    if (own !== total.rows)
      throw new Broken(`Stream ${job.stream} has ${own} rows staged where ${total.rows} were written.`);
    const others = adopted(leftovers, rows, job);
    const facts = {
      file: home.address(place.file),
      bytes: state.bytes,
      sha256: state.sha256,
      rows_in_file: state.rows,
      ...(others.length === 0 ? {} : { adopted_rows: others.reduce((sum, other) => sum + other.rows, 0) }),
    };
    return {
      file: place.file,
      state,
      layout: { ...format.layout },
      entries: [this.#entry(total, facts), ...others],
    };
  }

  /** What appends needs the older file; what replaces it needs its columns when it has none of its own. */
  async #older(known: Ledger, isNothing: boolean, signal: AbortSignal): Promise<OlderFile | null> {
    const { home, job, place, format } = this.#options;
    const isKept = job.mode === "append";
    if (place.isOnePerSync || isKept === isNothing) return null;
    const path = await home.fetch(place.file, this.#staging.older, signal);
    if (path === null) return null;
    const address = home.address(place.file);
    const columns = await columnsOfOlder(format, path, address);
    return { path, address, columns, isKept, state: known.current };
  }

  async #allOf(batches: number): Promise<number[]> {
    const staged = new Set(await this.#staging.numbers());
    const all = Array.from({ length: batches }, (_, at) => at + 1);
    const missing = all.find((number) => !staged.has(number));
    if (missing === undefined) return all;
    throw new Broken(`Batch ${missing} of ${batches} of stream ${this.#options.job.stream} is not staged.`);
  }

  #entry({ batches, rows }: Total, facts: LedgerEntry["facts"]): LedgerEntry {
    const { job } = this.#options;
    return { id: job.syncId, stream: job.stream, batches, rows, facts };
  }

  #judged(columns: Batch["columns"], rows: Batch["rows"]): FileColumn[] {
    const { holds } = this.#options.format;
    return columns.map(({ name, type }, at) => ({
      name,
      type,
      isPlain: holds === null || rows.every((row) => isNullish(row[at]) || holds(row[at] ?? false, type)),
    }));
  }

  #onDisk<Result>(work: () => Promise<Result>): Promise<Result> {
    return onDisk(this.#options.home.address(""), work);
  }
}

const isNullish = (value: unknown): boolean => value === null || value === undefined;

async function refuse(
  { home, format, job, place }: FileDeliveryOptions,
  known: Ledger | null,
): Promise<void> {
  const isThere = !place.isOnePerSync && (await home.exists(place.file));
  const address = isThere ? home.address(place.file) : null;
  const refusal = refusalOf({ job, place, format, known, address });
  if (refusal !== null) throw new NeedsAttention(refusal, { facts: { stream: job.stream } });
}

/** The staging folder is this run's; null: runs that are taken up again need no owner. */
async function claim(staging: Staging, { job, place }: FileDeliveryOptions): Promise<HeldLock | null> {
  const { stream, target } = job;
  const owner = forgetfulRun.test(job.syncId) ? await staging.own() : null;
  const first = await staging.claim({ stream, target });
  if (first.stream === stream) return owner;
  owner?.[Symbol.dispose]();
  throw new NeedsAttention(sharedFile(first.stream, stream, place), { facts: { stream } });
}

/** What is remembered of runs whose rows another one has delivered. */
function adopted(leftovers: readonly Leftover[], rows: readonly number[], job: DeliveryJob): LedgerEntry[] {
  return leftovers.map(({ syncId, stream, numbers }, at) => ({
    id: syncId,
    stream,
    batches: numbers.length,
    rows: rows[at] ?? 0,
    facts: { adopted_by: job.syncId },
  }));
}

function reportOf(entry: LedgerEntry | null): CommitReport {
  if (entry === null) throw new Broken("A commit left no entry in its ledger.");
  return { validRows: entry.rows, errorRows: 0, isCountedByDestination: true, facts: entry.facts };
}
