import type { SyncMode } from "../contract.ts";
import type { Batch, BatchLimits } from "../destinations/destination.ts";
import type { KeyChange } from "../queries/record-keys.ts";
import type { Column, SchemaChange } from "../records/column.ts";
import type { BadRecord, RowShaper } from "../records/shape-rows.ts";
import type { RecordValue, Value } from "../values/value.ts";
import { writeJson } from "../values/write-json.ts";
import type { Finding } from "./change-tracker.ts";
import type { Checkpoint, DiffSample, Tally } from "./checkpoint.ts";

/** A record that was put aside, and where it lies. */
export interface PutAside extends BadRecord {
  page: number;
  offset: number;
  record: string;
}

/** Rows for the destination, and what is saved once it has acknowledged them. */
export interface Draft {
  /** null: nothing to deliver, only to be saved. */
  batch: Batch | null;
  checkpoint: Checkpoint;
  bad: readonly PutAside[];
  keyChanges: readonly KeyChange[];
}

/** A record in hand, with where it comes from. */
export interface PlacedRecord {
  value: Value;
  page: number;
  offset: number;
  fetchedAt: string;
  /** Its share of its page's bytes. */
  bytes: number;
}

export interface AssemblerOptions {
  mode: SyncMode;
  shaper: RowShaper;
  /** null: no columns of provenance. Whose pages they are. */
  provenanceOf: string | null;
  limits: BatchLimits;
  columnName: (field: string) => string;
  from: Checkpoint;
  /** true: the first findings of each kind are kept for the diff. */
  keepsSamples: boolean;
}

export const provenanceFields = [
  { field: "_run", type: "text" },
  { field: "_page", type: "integer" },
  { field: "_offset", type: "integer" },
  { field: "_fetched_at", type: "timestamp" },
  { field: "_hash", type: "text" },
] as const;
const changeFields = [
  { field: "_op", type: "text" },
  { field: "_changed", type: "json" },
] as const;

/** Records without a row after which the place is saved all the same, in batches' worth: a change feed may have little to say. */
const quietBatches = 10;
const samplesPerKind = 20;

/**
 * Collects rows until a batch is full. Where a batch ends depends on the records alone, so that the same number holds the same
 * rows in every try.
 */
export class BatchAssembler {
  readonly #options: AssemblerOptions;
  readonly #extraColumns: readonly Column[];
  #rows: Value[][] = [];
  /** The values behind those of the fields: changes, provenance. */
  #extras: Value[][] = [];
  #bytes = 0;
  #quiet = 0;
  #bad: PutAside[] = [];
  #keyChanges: KeyChange[] = [];
  #versionAtStart: number;
  #checkpoint: Checkpoint;
  readonly #tally: Tally;

  constructor(options: AssemblerOptions) {
    this.#options = options;
    this.#versionAtStart = options.shaper.version;
    this.#checkpoint = structuredClone(options.from);
    this.#tally = { ...options.from.tally };
    const extras = [
      ...(options.mode === "change_feed" ? changeFields : []),
      ...(options.provenanceOf === null ? [] : provenanceFields),
    ];
    this.#extraColumns = extras.map(({ field, type }) => ({ name: options.columnName(field), type }));
  }

  /** Columns as they are now. */
  get columns(): Column[] {
    return [...this.#options.shaper.fields.map(({ name, type }) => ({ name, type })), ...this.#extraColumns];
  }

  get changes(): SchemaChange[] {
    return this.#options.shaper.changes;
  }

  get isFull(): boolean {
    const { limits } = this.#options;
    return (
      this.#rows.length >= limits.rows ||
      this.#bytes >= limits.bytes ||
      this.#quiet >= limits.rows * quietBatches
    );
  }

  /** Records dealt with so far. */
  get records(): number {
    return this.#tally.records;
  }

  /** A record that fits nowhere. */
  putAside(record: PlacedRecord, { code, reason }: BadRecord): void {
    this.#pass(record);
    this.#tally.bad += 1;
    this.#bad.push({
      code,
      reason,
      page: record.page,
      offset: record.offset,
      record: writeJson(record.value),
    });
  }

  /** A record; `find` compares it with what is known of its key, null where keys are not followed. */
  add(record: PlacedRecord, value: RecordValue, hash: string, find: (() => Finding) | null): void {
    const { shaper, mode, provenanceOf } = this.#options;
    const row = shaper.shape(value);
    if (!Array.isArray(row)) {
      this.putAside(record, row);
      return;
    }
    this.#pass(record);
    const finding = find === null ? null : find();
    if (finding !== null) this.#note(finding, record);
    if (mode === "change_feed" && isSilent(finding)) return;
    this.#tally.rows += 1;
    this.#bytes += record.bytes;
    this.#rows.push(row);
    const ofChange = mode === "change_feed" ? changeValues(finding) : [];
    const ofOrigin =
      provenanceOf === null ? [] : [provenanceOf, record.page, record.offset, record.fetchedAt, hash];
    this.#extras.push([...ofChange, ...ofOrigin]);
  }

  /** A record that was passed as deferred, now that it is known what became of it. */
  addResolved(record: PlacedRecord, value: RecordValue, hash: string, finding: Finding): void {
    this.#tally.unchanged -= 1;
    this.#tally.records -= 1;
    const { page, offset } = this.#checkpoint;
    this.add(record, value, hash, () => finding);
    // The place is that of what was read, not of what was looked up.
    Object.assign(this.#checkpoint, { page, offset });
  }

  /** A key that is no more. */
  addGone(
    key: string,
    values: RecordValue,
    before: DiffSample["before"],
    at: { runId: string; now: string },
  ): void {
    const { shaper, provenanceOf } = this.#options;
    this.#quiet += 1;
    this.#keyChanges.push({ key, hash: Buffer.alloc(0), fields: null, page: 0, offset: 0 });
    const row = shaper.shape(values);
    if (!Array.isArray(row)) {
      shaper.tellDiscarded(row.reason);
      return;
    }
    this.#tally.rows += 1;
    this.#tally.gone += 1;
    this.#rows.push(row);
    this.#extras.push(["gone", null, ...(provenanceOf === null ? [] : [at.runId, null, null, at.now, null])]);
    this.#sample({ op: "remove", key, changed: [], before, after: null });
  }

  /** Ends the batch and begins the next. */
  cut(isRead: boolean): Draft {
    const rows = this.#finishedRows();
    const hasRows = rows.length > 0;
    this.#checkpoint = {
      ...this.#checkpoint,
      batch: this.#checkpoint.batch + (hasRows ? 1 : 0),
      shaper: this.#options.shaper.state,
      tally: { ...this.#tally },
      changes: this.#options.shaper.changes,
      isRead,
    };
    const draft: Draft = {
      batch: hasRows ? { number: this.#checkpoint.batch, columns: this.columns, rows } : null,
      checkpoint: structuredClone(this.#checkpoint),
      bad: this.#bad,
      keyChanges: this.#keyChanges,
    };
    this.#rows = [];
    this.#extras = [];
    this.#bytes = 0;
    this.#quiet = 0;
    this.#bad = [];
    this.#keyChanges = [];
    this.#versionAtStart = this.#options.shaper.version;
    return draft;
  }

  /** Rows of one width: those made before a column came are padded, those made before one was widened are written anew. */
  #finishedRows(): Value[][] {
    const { shaper } = this.#options;
    const width = shaper.fields.length;
    const isChanged = shaper.version !== this.#versionAtStart;
    return this.#rows.map((row, at) => {
      if (isChanged) {
        while (row.length < width) row.push(null);
        shaper.settle(row);
      }
      row.push(...(this.#extras[at] ?? []));
      return row;
    });
  }

  #pass({ page, offset }: PlacedRecord): void {
    this.#quiet += 1;
    this.#tally.records += 1;
    this.#checkpoint.page = page;
    this.#checkpoint.offset = offset;
  }

  #note({ op, changed, change, before }: Finding, { page, offset }: PlacedRecord): void {
    this.#keyChanges.push(change);
    this.#tally[countedAs[op]] += 1;
    for (const field of changed)
      this.#checkpoint.changedFields[field] = (this.#checkpoint.changedFields[field] ?? 0) + 1;
    if (op !== "insert" && op !== "update") return;
    this.#sample({
      op: op === "insert" ? "add" : "change",
      key: change.key,
      changed: [...changed],
      before: op === "insert" ? null : before,
      after: { page, offset },
    });
  }

  #sample(sample: DiffSample): void {
    if (!this.#options.keepsSamples) return;
    const ofItsKind = this.#checkpoint.samples.filter(({ op }) => op === sample.op).length;
    if (ofItsKind < samplesPerKind) this.#checkpoint.samples.push(sample);
  }
}

/** `_op` and `_changed`. */
const changeValues = (finding: Finding | null): Value[] => [
  finding?.op ?? null,
  finding?.op === "update" ? [...finding.changed] : null,
];

const countedAs = { insert: "inserts", update: "updates", same: "unchanged", deferred: "unchanged" } as const;

/** Nothing is said of it, or nothing yet. */
const isSilent = (finding: Finding | null): boolean =>
  finding !== null && countedAs[finding.op] === "unchanged";
