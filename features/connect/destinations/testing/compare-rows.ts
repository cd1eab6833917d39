import type { Batch } from "../destination.ts";
import { Decimal, type Value } from "../../values/value.ts";
import type { DestinationRig } from "./rig.ts";

/** A row as a text that is the same for the same row, whatever kind its numbers are of; what is null is left out. */
export function fingerprint(row: Readonly<Record<string, Value>>): string {
  const given = Object.entries(row).filter(([, value]) => value !== null);
  return write(Object.fromEntries(given));
}

export const fingerprints = (rows: readonly Readonly<Record<string, Value>>[]): string[] =>
  rows.map(fingerprint).toSorted();

/** The rows of batches as a reader of the rig sees them. */
export function rowsOf(
  batches: readonly Batch[],
  rig: Pick<DestinationRig, "seen">,
): Record<string, Value>[] {
  const seen = rig.seen ?? ((value: Value) => value);
  return batches.flatMap(({ columns, rows }) =>
    rows.map((row) =>
      Object.fromEntries(
        columns.map(({ name, type }, at) => {
          const value = row[at] ?? null;
          return [name, value === null ? null : seen(value, type)];
        }),
      ),
    ),
  );
}

function write(value: Value): string {
  if (typeof value === "number" || typeof value === "bigint" || value instanceof Decimal)
    return plainNumber(String(value));
  if (Array.isArray(value)) return `[${value.map((each: Value) => write(each)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${write(inner)}`).join(",")}}`;
}

/** The same text for the same number: sign, digits without zeros at either end, power of ten. */
function plainNumber(text: string): string {
  const parts = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:e(?<exponent>[+-]?\d+))?$/iu.exec(text);
  if (parts?.groups === undefined) return text;
  const { sign = "", whole = "", fraction = "", exponent = "0" } = parts.groups;
  const digits = `${whole}${fraction}`.replace(/^0+/u, "");
  const kept = digits.replace(/0+$/u, "");
  const power = Number(exponent) - fraction.length + digits.length - kept.length;
  return kept === "" ? "0" : `${sign}${kept}e${power}`;
}
