import { rowsOf, type StoredRecord } from "./row-chunk.ts";
import { shownValue } from "./shown-value.ts";
import type { SimulatedTable } from "./tables.ts";

/**
 * Rows as SQL sees them: `time` and the columns of the schema, each read as its type; what a type can't read is null. A
 * column that is not in the schema can't be selected, whatever the records hold.
 */
export function* selectRows({ schema, chunks }: SimulatedTable): Generator<StoredRecord> {
  for (const record of rowsOf(chunks)) {
    const seen: Record<string, unknown> = { time: record["time"] };
    for (const [name, type] of schema) seen[name] = readAs(type, record[name]);
    yield seen;
  }
}

const isNumber = (value: unknown): boolean => typeof value === "number" || typeof value === "bigint";

const whole = (value: unknown): unknown =>
  typeof value === "bigint" || Number.isInteger(value) ? value : null;

const double = (value: unknown): number | null => (isNumber(value) ? Number(value) : null);

/** How SQL reads a value as a type of a column. */
const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
  string: shownValue,
  long: whole,
  int: whole,
  double,
  float: double,
};

function readAs(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return readers[type]?.(value) ?? null;
}
