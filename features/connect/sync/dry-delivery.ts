import type { Delivery } from "../destinations/destination.ts";

/** A delivery that goes nowhere: a dry run counts what it would have been. */
export const dryDelivery: Delivery = {
  held: () => Promise.resolve(new Set<number>()),
  write: (batch) => Promise.resolve({ rows: batch.rows.length, bytes: 0 }),
  commit: ({ rows }) =>
    Promise.resolve({
      validRows: rows,
      errorRows: 0,
      isCountedByDestination: false,
      facts: { dry_run: true },
    }),
  discard: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
