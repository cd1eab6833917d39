import type { EvidenceItem } from "../../contract.ts";

/**
 * How far one source alone is believed. The API answers are what LinkedIn itself renders from; JSON-LD is written for
 * search engines; the DOM depends on selectors; ids carry their time exactly; detectors guess.
 */
const weights: Record<EvidenceItem["source"], number> = {
  "json-ld": 0.85,
  "embedded-json": 0.9,
  dom: 0.8,
  csv: 0.7,
  id: 0.95,
  text: 0.7,
  url: 0.75,
  detector: 0.7,
};

/**
 * Trust of a value: 1 − Π(1 − weight) over the distinct sources that agree on it, times 0.6 for each source that says
 * something else. Two agreeing sources reach about 0.97, three 0.997.
 */
export function trustOf(agreeing: readonly EvidenceItem["source"][], contradicting = 0): number {
  const doubt = [...new Set(agreeing)].reduce((product, source) => product * (1 - weights[source]), 1);
  return Math.round((1 - doubt) * 0.6 ** contradicting * 1000) / 1000;
}
