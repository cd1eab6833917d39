import { NeedsAttention } from "@millrace/platform/errors";
import type { z } from "zod";
import type { ConnectorContext, JsonSchema } from "../connectors/context.ts";
import type { SettingsSchema } from "../connectors/settings.ts";
import type { SchemaPolicy } from "../contract.ts";
import type { Delivery, DeliveryJob, Destination } from "../destinations/destination.ts";
import { RowShaper } from "../records/shape-rows.ts";
import { BatchAssembler } from "../sync/assemble-batches.ts";
import { firstCheckpoint } from "../sync/checkpoint.ts";
import { UploadLane } from "../sync/upload-lane.ts";
import type { RecordValue } from "../values/value.ts";
import { checkRecord, checkSchema, requiredBy } from "./check-record.ts";

/** Rows and bytes of a batch at most; less where the destination wants less. */
const mostRows = 5_000;
const mostBytes = 8_000_000;
/** Batches on their way at once, where their order does not matter. */
const parallelUploads = 4;

/** What every stream of a run of the target stands on. */
export interface TargetParts {
  destination: Destination<SettingsSchema>;
  settings: z.output<SettingsSchema>;
  context: ConnectorContext;
  job: Pick<DeliveryJob, "syncId" | "connection" | "plannedAt">;
  policy: SchemaPolicy;
}

/** A delivery under way, and the rows that wait for it. */
interface Part {
  delivery: Delivery;
  lane: UploadLane;
}

/** One stream on its way to the destination. */
export class TargetStream {
  readonly name: string;
  readonly target: string;
  readonly #parts: TargetParts;
  readonly #shaper: RowShaper;
  #required: readonly string[] = [];
  #keys: readonly string[] = [];
  #assembler: BatchAssembler;
  #part: Part | null = null;
  /** Deliveries that were committed. */
  #committed = 0;
  /** Rows and batches of the delivery under way. */
  #total = { batches: 0, rows: 0 };
  #checkedVersion = -1;
  #isSettled = false;
  #bad = 0;

  constructor(name: string, parts: TargetParts) {
    const { destination, policy } = parts;
    this.name = name;
    this.target = destination.targetName(name);
    this.#parts = parts;
    this.#shaper = new RowShaper({
      stream: name,
      schema: {},
      policy,
      columnName: (field) => destination.columnName(field),
      state: null,
    });
    this.#assembler = this.#newAssembler();
  }

  /** Records that were put aside, as the policy says. */
  get bad(): number {
    return this.#bad;
  }

  /** true: what was written is delivered only by a commit, and there is something written. */
  get waitsForCommit(): boolean {
    return this.#part !== null && !this.#isFinalAtWrite && this.#part.delivery.settle === undefined;
  }

  /** A SCHEMA: more columns, or wider ones. Other keys make another delivery. */
  async declare(schema: JsonSchema, keys: readonly string[]): Promise<void> {
    checkSchema(this.name, schema);
    if (keys.join("\n") !== this.#keys.join("\n")) {
      await this.commit();
      this.#keys = keys;
      this.#assembler = this.#newAssembler();
    }
    this.#required = requiredBy(schema);
    this.#shaper.declare(schema);
    this.#assertHoldable();
  }

  /** A RECORD; waits while the destination is slow. Throws `UserFacingError` for one that its schema does not permit. */
  async add(record: RecordValue, bytes: number): Promise<void> {
    checkRecord(this.name, record, { required: this.#required, keys: this.#keys });
    // Without a field and without columns there is nothing to be told of it.
    if (this.#shaper.fields.length === 0 && Object.keys(record).length === 0) return;
    this.#assembler.add({ value: record, page: 0, offset: 0, fetchedAt: "", bytes }, record, "", null);
    if (this.#assembler.isFull) await this.#submit();
  }

  /** Everything so far is written. */
  async flush(): Promise<void> {
    await this.#submit();
    await this.#part?.lane.drain();
  }

  /** Everything so far is durable, whatever becomes of this process: written, settled, or committed. */
  async makeDurable(): Promise<void> {
    await this.flush();
    if (this.#part === null || this.#isFinalAtWrite) return;
    const { delivery } = this.#part;
    if (delivery.settle === undefined) return this.commit();
    await delivery.settle(this.#parts.context.signal);
    this.#isSettled = true;
  }

  /** Ends the delivery under way; what comes later begins another. Throws `NeedsAttention` when the destination refused rows. */
  async commit(): Promise<void> {
    await this.flush();
    if (this.#part === null) return;
    const { signal } = this.#parts.context;
    const { delivery } = this.#part;
    const { validRows, errorRows } = await delivery.commit(this.#total, signal);
    if (errorRows > 0 || validRows < this.#total.rows)
      throw new NeedsAttention(
        `The destination took ${validRows} of ${this.#total.rows} rows of the stream ${this.name} and refused ${errorRows}.`,
        { facts: { stream: this.name, target: this.target } },
      );
    await delivery.cleanUp?.(signal);
    await delivery[Symbol.asyncDispose]();
    this.#part = null;
    this.#committed += 1;
    this.#total = { batches: 0, rows: 0 };
    this.#assembler = this.#newAssembler();
  }

  /** The last commit. A stream without rows is committed as well where a run that died may have left some to be taken over. */
  async finish(): Promise<void> {
    await this.flush();
    if (this.#part === null && this.#committed === 0 && !this.#isFinalAtWrite) {
      const part = await this.#open();
      if (part.delivery.settle === undefined) await part.delivery[Symbol.asyncDispose]();
      else this.#part = part;
    }
    await this.commit();
  }

  /** After a fault: what nobody was told to be durable is taken back where that can be done. */
  async giveUp(): Promise<void> {
    if (this.#part === null) return;
    await using delivery = this.#part.delivery;
    await this.#part.lane.settle();
    const isPromised = this.#isFinalAtWrite || this.#isSettled;
    if (!isPromised) await delivery.discard(this.#parts.context.signal);
  }

  get #mode(): "merge" | "append" {
    return this.#keys.length > 0 && this.#parts.destination.modes.includes("merge") ? "merge" : "append";
  }

  get #isFinalAtWrite(): boolean {
    return this.#parts.destination.isFinalAtWrite(this.#parts.settings, this.#mode);
  }

  #newAssembler(): BatchAssembler {
    const { destination } = this.#parts;
    return new BatchAssembler({
      mode: this.#mode === "merge" ? "incremental_merge" : "incremental_append",
      shaper: this.#shaper,
      provenanceOf: null,
      limits: {
        rows: Math.min(mostRows, destination.batch.rows),
        bytes: Math.min(mostBytes, destination.batch.bytes),
      },
      columnName: (field) => destination.columnName(field),
      from: firstCheckpoint(this.#shaper.state),
      keepsSamples: false,
    });
  }

  async #submit(): Promise<void> {
    this.#assertHoldable();
    const draft = this.#assembler.cut(false);
    this.#bad += draft.bad.length;
    if (draft.batch === null) return;
    this.#part ??= await this.#open();
    this.#total = { batches: draft.batch.number, rows: this.#total.rows + draft.batch.rows.length };
    await this.#part.lane.submit(draft);
  }

  async #open(): Promise<Part> {
    const { destination, settings, context, job } = this.#parts;
    const delivery = await destination.open(
      settings,
      {
        ...job,
        syncId: this.#committed === 0 ? job.syncId : `${job.syncId}-${this.#committed + 1}`,
        stream: this.name,
        target: this.target,
        mode: this.#mode,
        primaryKey: this.#keys.map((field) => destination.columnName(field)),
      },
      context,
    );
    const width = destination.isOrdered ? 1 : parallelUploads;
    const lane = new UploadLane({
      delivery,
      width,
      held: new Set(),
      signal: context.signal,
      save: () => Promise.resolve(),
      onWaiting: (message) => context.log.info({ stream: this.name }, message),
    });
    return { delivery, lane };
  }

  #assertHoldable(): void {
    const { destination, settings } = this.#parts;
    const { columns } = this.#assembler;
    if (this.#shaper.version === this.#checkedVersion || columns.length === 0) return;
    this.#checkedVersion = this.#shaper.version;
    const refusals = destination.refusals({ target: this.target, columns }, settings);
    if (refusals.length > 0)
      throw new NeedsAttention(`The destination can't hold the stream ${this.name}: ${refusals.join(" ")}`, {
        facts: { stream: this.name, target: this.target },
      });
  }
}
