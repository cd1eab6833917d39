import { Decimal, type Value } from "./value.ts";

/** Of the proposal "JSON.parse source text access", which V8 has and TypeScript's library does not describe yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** JSON that `parseJson` reads back as the same value: bigints and decimals are written as the numbers they are. */
export function writeJson(value: Value): string {
  if (value instanceof Decimal) return value.text;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return isPlain(value)
    ? JSON.stringify(value)
    : JSON.stringify(value, (_name, inner: unknown) => raw(inner));
}

/** Most records hold nothing that JSON.stringify does not write as well, and three times as fast without a replacer. */
function isPlain(value: Value): boolean {
  if (typeof value === "bigint" || value instanceof Decimal) return false;
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return (value as readonly Value[]).every(isPlain);
  for (const inner of Object.values(value)) if (!isPlain(inner)) return false;
  return true;
}

function raw(value: unknown): unknown {
  if (typeof value === "bigint") return rawJSON(value.toString());
  return value instanceof Decimal ? rawJSON(value.text) : value;
}
