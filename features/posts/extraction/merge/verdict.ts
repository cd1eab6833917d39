import type { EvidenceItem } from "../../contract.ts";
import type { Candidate, Known } from "../candidate.ts";
import { trustOf } from "./trust.ts";

type Source = EvidenceItem["source"];

/** One source's statement about a field. */
export interface Statement<T> extends Known<T> {
  source: Source;
}

/** What the sources together say of one field: a value with evidence and trust, or a reason why there is none. */
export type Verdict<T> =
  | { value: T; evidence: EvidenceItem; trust: number }
  | { value: null; reason: string };

/** The order of trust for texts and names. */
const sourceOrder: readonly Source[] = [
  "json-ld",
  "embedded-json",
  "dom",
  "csv",
  "url",
  "id",
  "text",
  "detector",
];

/** All statements about a field, the most trusted source first. */
export function statements<T>(
  candidates: readonly Candidate[],
  pick: (candidate: Candidate) => Known<T> | undefined,
): Statement<T>[] {
  const found = candidates.flatMap((candidate) => {
    const item = pick(candidate);
    return item === undefined ? [] : [{ ...item, source: candidate.source }];
  });
  return found.sort((a, b) => sourceOrder.indexOf(a.source) - sourceOrder.indexOf(b.source));
}

/** A value that `chosen` stands for, with the trust of everyone who agrees. */
export function decided<T, V>(
  value: V,
  chosen: Statement<T>,
  agreeing: readonly Statement<T>[],
  contradicting: readonly Statement<T>[] = [],
): Verdict<V> {
  const others = new Set(contradicting.map((item) => item.source)).size;
  return {
    value,
    evidence: evidenceOf(chosen),
    trust: trustOf(
      [chosen, ...agreeing].map((item) => item.source),
      others,
    ),
  };
}

/** Evidence as it is stored: the raw text is cut to 500 characters. */
export function evidenceOf(item: { source: Source; path: string; raw: string }): EvidenceItem {
  return { source: item.source, path: item.path, raw: item.raw.slice(0, 500) };
}

/** No value, and why. */
export function absent<T>(reason: string): Verdict<T> {
  return { value: null, reason };
}

/**
 * The value all sources agree on. When they differ, `settle` may name the one to believe (or null): an unsettled
 * conflict gives no value, because a wrong one is worse.
 */
export function agree<T>(
  items: readonly Statement<T>[],
  same: (a: T, b: T) => boolean,
  settle: (items: readonly Statement<T>[]) => Statement<T> | null = () => null,
  missing = "not_on_page",
): Verdict<T> {
  const first = items[0];
  if (first === undefined) return absent(missing);
  const chosen = items.every((item) => same(item.value, first.value)) ? first : settle(items);
  if (chosen === null)
    return absent(
      `conflict:${items.map((item) => `${item.source}=${String(item.value).slice(0, 60)}`).join("|")}`,
    );
  const agreeing = items.filter((item) => same(item.value, chosen.value));
  return decided(
    chosen.value,
    chosen,
    agreeing,
    items.filter((item) => !agreeing.includes(item)),
  );
}
