import { hash } from "node:crypto";
import type { RecordValue, Value } from "../values/value.ts";
import { writeJson } from "../values/write-json.ts";

/** Hex digits kept of a SHA-256: 128 bits tell any number of records apart. */
const digits = 32;

/**
 * Tells whether two records are the same, whatever the order of their fields: 128 bits of the SHA-256 over its JSON with
 * the names sorted. Kept on each row as `_hash`.
 */
export class RecordHasher {
  #keys: readonly string[] = [];
  #sorted: readonly string[] = [];
  #prefix = "";

  of(record: RecordValue): string {
    this.#sortKeys(Object.keys(record));
    const values: Value[] = [];
    for (const key of this.#sorted) values.push(record[key] ?? null);
    return hash("sha256", this.#prefix + writeJson(values)).slice(0, digits);
  }

  /** Names come in the same order in almost every record of a stream: sorted once. */
  #sortKeys(keys: readonly string[]): void {
    if (keys.length === this.#keys.length && keys.every((key, at) => key === this.#keys[at])) return;
    this.#keys = keys;
    this.#sorted = keys.toSorted();
    this.#prefix = JSON.stringify(this.#sorted);
  }
}

/** FNV-1a over UTF-16 units, 32 bits: tells which field of a record that changed is another. */
export function fieldHash(value: Value): number {
  const text = typeof value === "string" ? value : writeJson(value);
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state >>> 0;
}
