/**
 * A JSON value in which no number has lost anything: integers beyond ±(2^53 − 1) are bigints, decimals a double can't hold
 * exactly as written are `Decimal`. Everything else is what JSON.parse gives.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Decimal
  | readonly Value[]
  | { readonly [name: string]: Value };

/** A record as its source gave it. */
export type RecordValue = { readonly [name: string]: Value };

/** A number kept by its text ("12345678901234567.25", "1e400"), as JSON writes numbers. */
export class Decimal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export const isRecord = (value: Value | undefined): value is RecordValue =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
