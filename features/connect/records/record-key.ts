import type { RecordValue, Value } from "../values/value.ts";
import { parseJson } from "../values/parse-json.ts";
import { writeJson } from "../values/write-json.ts";

/** The primary key of a record as one text; null when a part of it is missing or null. */
export function keyOf(record: RecordValue, primaryKey: readonly string[]): string | null {
  const parts: Value[] = [];
  for (const field of primaryKey) {
    const value = record[field];
    if (value === undefined || value === null) return null;
    parts.push(value);
  }
  return writeJson(parts);
}

/** The values of the key fields, from a key's text. */
export function valuesOfKey(key: string): readonly Value[] {
  const parts = parseJson(key);
  return Array.isArray(parts) ? (parts as readonly Value[]) : [];
}
