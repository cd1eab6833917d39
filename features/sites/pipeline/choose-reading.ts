import type { MetricReading, ReasonCode } from "../contract.ts";
import type { MetricDeclaration } from "../providers/provider.ts";
import { sentences } from "./judge-reading.ts";
import { rangeOf, type Range } from "./range-of.ts";

/** Two figures agree within this share of the larger: a page rounds "2.4M" to two digits, so by up to 5 %. */
const agreementWithin = 0.05;

const sourceOrder = ["api", "file", "dom", "computed"] as const;
const sourceNames = { api: "API", file: "file", dom: "page", computed: "computation" } as const;

/** What explains a missing value best comes first: something wrong was said, somebody stands in the way, nothing was said. */
const reasonOrder: readonly ReasonCode[] = [
  "out_of_bounds",
  "unparseable",
  "banned",
  "captcha",
  "logged_out",
  "wrong_site",
  "rate_limited",
  "call_failed",
  "extractor_broken",
  "empty_shell",
  "no_browser",
  "no_data",
  "not_in_answer",
  "not_in_file",
  "input_missing",
  "below_threshold",
  "not_measured",
];

/**
 * The best of what was read about one metric: an API's value before a page's. Another value that agrees makes it more certain;
 * one that does not makes it less, and says so. Without any value, the reason that explains most. null: nothing was read.
 */
export function chooseReading(
  declaration: MetricDeclaration,
  readings: readonly MetricReading[],
): MetricReading | null {
  const [best, ...others] = readings.filter(({ kind }) => kind !== null).toSorted(byPreference);
  if (best === undefined) return readings.toSorted(byReason)[0] ?? null;
  return others.reduce((chosen, other) => compared(declaration, chosen, other), best);
}

function byPreference(a: MetricReading, b: MetricReading): number {
  return rank(a) - rank(b) || (b.trust ?? 0) - (a.trust ?? 0);
}

const rank = ({ provenance }: MetricReading): number =>
  provenance === null ? sourceOrder.length : sourceOrder.indexOf(provenance.source);

function byReason(a: MetricReading, b: MetricReading): number {
  const place = ({ reason }: MetricReading): number =>
    reason === null ? reasonOrder.length : reasonOrder.indexOf(reason);
  return place(a) - place(b);
}

function compared(
  declaration: MetricDeclaration,
  chosen: MetricReading,
  other: MetricReading,
): MetricReading {
  const ranges = [rangeOf(chosen, declaration), rangeOf(other, declaration)] as const;
  if (ranges[0] === null || ranges[1] === null) return chosen;
  const trust = chosen.trust ?? 0;
  if (doAgree(ranges[0], ranges[1])) {
    return { ...chosen, trust: 1 - (1 - trust) * (1 - (other.trust ?? 0)) };
  }
  const remark = `The ${nameOf(other)} says ${other.raw ?? "otherwise"}, the ${nameOf(chosen)} ${chosen.raw ?? "this"}.`;
  return { ...chosen, trust: trust / 2, detail: sentences(chosen.detail, remark) };
}

const nameOf = ({ provenance }: MetricReading): string =>
  provenance === null ? "source" : sourceNames[provenance.source];

function doAgree(one: Range, other: Range): boolean {
  const gap = Math.max(one.low, other.low) - Math.min(one.high, other.high);
  const size = Math.max(Math.abs(Math.min(one.high, other.high)), Math.abs(Math.max(one.low, other.low)));
  return gap <= size * agreementWithin;
}
