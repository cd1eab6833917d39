import { Decimal, type Value } from "./value.ts";

/** Of the proposal "JSON.parse source text access", which V8 has and TypeScript's library does not describe yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** JSON that `parseJson` reads back as the same value: bigints and decimals are written as the numbers they are. */
export function writeJson(value: Value): string {
  if (value instanceof Decimal) return value.text;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  // Most records hold nothing JSON.stringify would not write as well.
  return JSON.stringify(value, (_name, inner: unknown) => raw(inner));
}

function raw(value: unknown): unknown {
  if (typeof value === "bigint") return rawJSON(value.toString());
  return value instanceof Decimal ? rawJSON(value.text) : value;
}
