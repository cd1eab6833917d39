import { hash } from "node:crypto";
import { isRecord, type RecordValue, type Value } from "../values/value.ts";
import { writeJson } from "../values/write-json.ts";

/** Hex digits kept of a SHA-256: 128 bits tell any number of records apart. */
const digits = 32;

/**
 * Tells whether two records are the same, whatever the order of their fields and whether a field is null or left out: 128 bits of
 * the SHA-256 over names and values, sorted by name. Kept on each row as `_hash`.
 */
export class RecordHasher {
  #keys: readonly string[] = [];
  #sorted: readonly string[] = [];

  of(record: RecordValue): string {
    this.#sortKeys(Object.keys(record));
    const pairs: Value[] = [];
    for (const key of this.#sorted) {
      const value = record[key] ?? null;
      if (value !== null) pairs.push(key, inOrder(value));
    }
    return hash("sha256", writeJson(pairs)).slice(0, digits);
  }

  /** Names come in the same order in almost every record of a stream: sorted once. */
  #sortKeys(keys: readonly string[]): void {
    if (keys.length === this.#keys.length && keys.every((key, at) => key === this.#keys[at])) return;
    this.#keys = keys;
    this.#sorted = keys.toSorted();
  }
}

/** FNV-1a over UTF-16 units, 32 bits: tells which field of a record that changed is another. A text is not what it spells. */
export function fieldHash(value: Value): number {
  const text = typeof value === "string" ? `"${value}` : writeJson(inOrder(value));
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state >>> 0;
}

/** The same value with the names inside it sorted. */
function inOrder(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Value[]).map(inOrder);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, inOrder(value[key] ?? null)]),
  );
}
