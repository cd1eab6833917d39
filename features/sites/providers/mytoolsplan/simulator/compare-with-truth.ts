import type { Website } from "../../../contract.ts";
import type { MyToolsPlanTruth, TrueQuantity } from "./truth.ts";

/** What is stored of a website beside what is true of it. */
export interface TruthComparison {
  /** Metrics the portal has, those of a website too small to be asked for left out. */
  owed: number;
  obtained: number;
  /** Owed and not obtained: "conversion_rate: call_failed". */
  missing: string[];
  /** Stored, and not what is true. */
  wrong: string[];
}

/** Two ways to the same decimal may differ in their last binary digit. */
const TOLERANCE = 1e-9;

type Stored = Website["metrics"][string];

export function compareWithTruth(
  stored: Pick<Website, "metrics" | "missing">,
  truth: MyToolsPlanTruth,
): TruthComparison {
  const comparison: TruthComparison = { owed: 0, obtained: 0, missing: [], wrong: [] };
  for (const [metric, quantity] of Object.entries(truth.metrics)) {
    const said = obtainedOf(stored.metrics[metric]);
    if (said !== null && !isSame(said, quantity))
      comparison.wrong.push(`${metric}: ${JSON.stringify(said)}, not ${JSON.stringify(quantity)}`);
    const reason = stored.missing[metric] ?? "nothing stored";
    if (quantity === null || reason === "below_threshold") continue;
    comparison.owed += 1;
    if (said === null) comparison.missing.push(`${metric}: ${reason}`);
    else comparison.obtained += 1;
  }
  return comparison;
}

function obtainedOf(stored: Stored | undefined): Stored | null {
  return stored === undefined || stored.kind === null ? null : stored;
}

function isSame({ kind, value, high }: Stored, truth: TrueQuantity): boolean {
  if (truth === null || kind !== truth.kind) return false;
  return Math.abs(((kind === "below" ? high : value) ?? Number.NaN) - truth.value) <= TOLERANCE;
}
