import type { Pool } from "pg";
import {
  addFields,
  readKnownKeys,
  type KeyChange,
  type KeyPlace,
  type KnownKey,
} from "../queries/record-keys.ts";
import { fieldHash } from "../records/record-hash.ts";
import type { RecordValue } from "../values/value.ts";

/** What a record is beside the version of its key that was known before. */
export interface Finding {
  op: "insert" | "update" | "same" | "deferred";
  /** Fields in which it differs; empty unless it is an update. */
  changed: readonly string[];
  change: KeyChange;
  before: KnownKey["before"];
}

type Known = Omit<KnownKey, "key">;

const unknown: Known = { hash: null, fields: null, isSeen: false, isRepeated: false, before: null };

/**
 * Compares records with what is known of their keys. Findings that are not saved yet stay in memory, so that the next batch
 * can be made meanwhile; a try after a crash finds the same, because nothing of an unsaved batch is in the tables.
 */
export class ChangeTracker {
  readonly #pool: Pool;
  readonly #ids: KeyPlace;
  #fields: string[] = [];
  #fieldSet = new Set<string>();
  /** Keys of the records under way and of unsaved batches. */
  readonly #known = new Map<string, Known>();
  /** How often a key is in a batch that is not saved, or among the records in hand. */
  readonly #holds = new Map<string, number>();

  readonly #defers: boolean;

  /**
   * `defers`: of a key that the last sync met in several versions, nothing is said before everything was read. Else two records
   * of one key, which a source may well have, would be told as changes in every sync.
   */
  constructor(pool: Pool, ids: KeyPlace, defers: boolean) {
    this.#pool = pool;
    this.#ids = ids;
    this.#defers = defers;
  }

  /** Looks up what is known of keys and holds it until they are released; call it before `find` is asked about them. */
  async load(keys: readonly string[], records: readonly RecordValue[]): Promise<void> {
    await this.#learnFields(records);
    for (const key of keys) this.#hold(key);
    const missing = [...new Set(keys)].filter((key) => !this.#known.has(key));
    if (missing.length === 0) return;
    for (const { key, ...known } of await readKnownKeys(this.#pool, this.#ids, missing))
      this.#known.set(key, known);
  }

  find(key: string, hash: string, record: RecordValue, place: { page: number; offset: number }): Finding {
    const known = this.#known.get(key) ?? unknown;
    this.#hold(key);
    if (this.#defers && known.isRepeated) {
      this.#known.set(key, { ...known, isSeen: true });
      const change = { key, hash: null, fields: null, ...place, isDeferred: true, isRepeated: known.isSeen };
      return { op: "deferred", changed: [], change, before: known.before };
    }
    return this.#compare(key, known, hash, record, place);
  }

  /** What became of a deferred key, now that its last version is known. */
  resolve(key: string, hash: string, record: RecordValue, place: { page: number; offset: number }): Finding {
    this.#hold(key);
    return this.#compare(key, { ...(this.#known.get(key) ?? unknown), isSeen: false }, hash, record, place);
  }

  #compare(
    key: string,
    known: Known,
    hash: string,
    record: RecordValue,
    place: { page: number; offset: number },
  ): Finding {
    const bytes = Buffer.from(hash, "hex");
    const { before } = known;
    if (known.hash !== null && known.hash.equals(bytes)) {
      this.#known.set(key, { ...known, isSeen: true });
      return { op: "same", changed: [], change: { key, hash: null, fields: null, ...place }, before };
    }
    const fields = this.#hashFields(record);
    const op = known.hash === null || known.hash.length === 0 ? "insert" : "update";
    this.#known.set(key, { ...known, hash: bytes, fields, isSeen: true });
    return {
      op,
      changed: op === "update" ? this.#differing(known.fields, fields) : [],
      change: { key, hash: bytes, fields, ...place, isRepeated: known.isSeen },
      before,
    };
  }

  /** Keys that were loaded are dealt with. */
  release(keys: readonly string[]): void {
    for (const key of keys) this.#letGo(key);
  }

  /** A batch with these keys is saved: the tables know them now. */
  saved(changes: readonly KeyChange[]): void {
    for (const { key } of changes) this.#letGo(key);
  }

  #hold(key: string): void {
    this.#holds.set(key, (this.#holds.get(key) ?? 0) + 1);
  }

  #letGo(key: string): void {
    const left = (this.#holds.get(key) ?? 1) - 1;
    if (left > 0) this.#holds.set(key, left);
    else {
      this.#holds.delete(key);
      this.#known.delete(key);
    }
  }

  async #learnFields(records: readonly RecordValue[]): Promise<void> {
    const isFirst = this.#fields.length === 0;
    const unknown = new Set<string>();
    for (const record of records)
      for (const field of Object.keys(record)) if (!this.#fieldSet.has(field)) unknown.add(field);
    if (unknown.size === 0 && !isFirst) return;
    this.#fields = await addFields(this.#pool, this.#ids.streamId, [...unknown]);
    this.#fieldSet = new Set(this.#fields);
  }

  #hashFields(record: RecordValue): Buffer {
    const bytes = Buffer.alloc(this.#fields.length * 4);
    this.#fields.forEach((field, at) => {
      const value = record[field];
      if (value !== undefined && value !== null) bytes.writeUInt32LE(fieldHash(value), at * 4);
    });
    return bytes;
  }

  #differing(before: Buffer | null, after: Buffer): string[] {
    const old = before ?? Buffer.alloc(0);
    return this.#fields.filter((_, at) => {
      const was = at * 4 + 4 <= old.length ? old.readUInt32LE(at * 4) : 0;
      return was !== after.readUInt32LE(at * 4);
    });
  }
}
