import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One measured figure. */
export interface Row {
  what: string;
  /** null when it could not be measured here; a note says why. */
  value: number | null;
  unit: string;
  /** The number to reach, as a person reads it ("≥ 2"); null for figures that only give context. */
  target: string | null;
  met: boolean | null;
}

/** What a bench hands back. */
export interface Measured {
  rows: Row[];
  /** How it was measured, and what a reader must know to judge the figures. */
  notes: string[];
}

/** A stored result: the figures with the machine they come from. */
export interface BenchResult extends Measured {
  name: string;
  title: string;
  date: string;
  machine: string;
  versions: Record<string, string>;
  /** One-minute load average before and after: above the number of cores, somebody else was at work. */
  load: { before: number; after: number; seconds: number };
}

export const resultsFolder = join(import.meta.dirname, "../results");

/** A figure with a lower bound; it is met when the value reaches it. */
export function atLeast(what: string, value: number, unit: string, bound: number): Row {
  return { what, value: rounded(value), unit, target: `≥ ${bound}`, met: value >= bound };
}

/** A figure with an upper bound; it is met when the value stays below it. */
export function below(what: string, value: number, unit: string, bound: number): Row {
  return { what, value: rounded(value), unit, target: `< ${bound}`, met: value < bound };
}

/** A figure without a target. */
export function figure(what: string, value: number | null, unit: string): Row {
  return { what, value: value === null ? null : rounded(value), unit, target: null, met: null };
}

/** Writes `bench/results/<name>.json`. */
export function saveResult(result: BenchResult): void {
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(join(resultsFolder, `${result.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** Three significant digits below 100, whole numbers above: more would only be noise. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
