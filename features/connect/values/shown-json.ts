import { Decimal, isRecord, type Value } from "./value.ts";

/** A value for people to see in any JSON: numbers that a double would round are texts of their digits. */
export function shownJson(value: Value): unknown {
  if (typeof value === "bigint" || value instanceof Decimal) return value.toString();
  if (Array.isArray(value)) return (value as readonly Value[]).map(shownJson);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shownJson(inner)]));
}
