import { hash } from "node:crypto";
import { isRecord, type RecordValue, type Value } from "../values/value.ts";
import { writeJson } from "../values/write-json.ts";
import { NamesMemo } from "./names-memo.ts";

/** Hex digits kept of a SHA-256: 128 bits tell any number of records apart. */
const digits = 32;

/**
 * Tells whether two records are the same, whatever the order of their fields and whether a field is null or left out: 128 bits of
 * the SHA-256 over names and values, sorted by name. Kept on each row as `_hash`.
 */
export class RecordHasher {
  readonly #orders = new NamesMemo<readonly number[]>();

  of(record: RecordValue): string {
    const names = Object.keys(record);
    // By place: records of one stream have many shapes to V8, and reading them by name is several times as slow.
    const values = Object.values(record);
    const pairs: Value[] = [];
    for (const at of this.#orders.of(names, orderOf)) {
      const value = values[at];
      if (value === undefined || value === null) continue;
      pairs.push(names[at] ?? "", typeof value === "object" ? inOrder(value) : value);
    }
    return hash("sha256", writeJson(pairs)).slice(0, digits);
  }
}

/** Of objects inside of records. */
const innerOrders = new NamesMemo<readonly number[]>();

/** The places of the names, in the order of the names. */
function orderOf(names: readonly string[]): readonly number[] {
  const places = new Map(names.map((name, at) => [name, at]));
  return names.toSorted().map((name) => places.get(name) ?? 0);
}

/** FNV-1a over UTF-16 units, 32 bits: tells which field of a record that changed is another. A text is not what it spells. */
export function fieldHash(value: Value): number {
  const text = typeof value === "string" ? `"${value}` : writeJson(inOrder(value));
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state >>> 0;
}

/** The same value with the names inside it sorted: an object as a list of names and values, told from a list by what comes first. */
function inOrder(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return ["list", ...(value as readonly Value[]).map(inOrder)];
  if (!isRecord(value)) return value;
  const pairs: Value[] = ["object"];
  const names = Object.keys(value);
  const values = Object.values(value);
  for (const at of innerOrders.of(names, orderOf)) {
    const inner = values[at] ?? null;
    pairs.push(names[at] ?? "", typeof inner === "object" ? inOrder(inner) : inner);
  }
  return pairs;
}
