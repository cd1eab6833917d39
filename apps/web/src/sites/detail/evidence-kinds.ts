import type { MetricReading } from "@millrace/sites/contract";
import type { EvidenceKind } from "../api.ts";

/** What was kept of a reading: the answer of an API or the page, and a picture when an extractor fell back or failed. */
export function evidenceKinds({ provenance }: MetricReading): EvidenceKind[] {
  if (provenance === null) return [];
  const kept: EvidenceKind = provenance.source === "dom" ? "page" : "answer";
  return [
    ...(provenance.page_hash === null ? [] : [kept]),
    ...(provenance.screenshot_hash === null ? [] : (["screenshot"] as const)),
  ];
}

/** A computed value has no page of its own; its formula is the evidence. */
export const hasEvidence = (reading: MetricReading): boolean =>
  evidenceKinds(reading).length > 0 || reading.provenance?.source === "computed";
