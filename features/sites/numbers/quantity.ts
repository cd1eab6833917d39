import type { MetricUnit } from "../contract.ts";

/** How much was said, in the metric's unit: one number, an interval with both ends, or only a bound. */
export type Quantity =
  | { kind: "exact"; value: number }
  | { kind: "interval"; low: number; high: number }
  | { kind: "below"; high: number }
  | { kind: "above"; low: number };

/** How a text writes numbers: "1,234.5" in English, "1 234,5" or "1.234,5" in French. */
export type NumberLocale = "en" | "fr";

/** What a text is expected to say. */
export interface Expected {
  unit: MetricUnit;
  type: "integer" | "number";
  /** Where the place says which language it is written in; it alone decides what "1,234" is when the type does not. */
  locale?: NumberLocale | undefined;
}

/** Why a text is no quantity: there is none, it can't be read, or it can be read in two ways. */
export interface ReadingProblem {
  problem: "no_data" | "unparseable" | "ambiguous";
  /** One sentence for people. */
  detail: string;
}

export type Parsed<T> = { ok: T } | ReadingProblem;

export const unparseable = (detail: string): ReadingProblem => ({ problem: "unparseable", detail });
export const ambiguous = (detail: string): ReadingProblem => ({ problem: "ambiguous", detail });

/** A text as it is quoted in a sentence: cut to 60 characters. */
export const quoted = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
