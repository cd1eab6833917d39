import type { Candidate } from "../candidate.ts";
import { parseRelativeAge } from "../relative-age.ts";
import { timeOfUrn } from "../urn.ts";
import { trustOf } from "./trust.ts";
import { absent, evidenceOf, type Statement, statements, type Verdict } from "./verdict.ts";

/** An id and the date on the page differ by the time a post takes to be made; more is another post's date. */
const agreementMs = 10_000;
const tolerableMs = 24 * 60 * 60_000;

/**
 * When the post was published: the time inside its id, cross-checked with an absolute date of the page. A relative age
 * is an interval and never becomes a point: it is told in the reason.
 */
export function mergePublished(
  candidates: readonly Candidate[],
  urn: string | null,
  savedAtMs: number | null,
): Verdict<string> {
  const stated = statements(candidates, (candidate) => candidate.published);
  const first = stated[0];
  const shownBecause = reasonToDoubt(candidates);
  const idMs = urn === null || shownBecause !== null ? null : timeOfUrn(urn);
  if (idMs !== null && urn !== null) return timeOfId(urn, idMs, first);
  if (first !== undefined)
    return { value: iso(first.value), evidence: evidenceOf(first), trust: trustOf([first.source]) };
  return absent(ageReason(candidates, savedAtMs) ?? shownBecause ?? "not_on_page");
}

/** Markup under "X likes this" carries the like's id; the API and JSON-LD carry the post's own. */
function reasonToDoubt(candidates: readonly Candidate[]): string | null {
  if (candidates.some((candidate) => candidate.source === "embedded-json" || candidate.source === "json-ld"))
    return null;
  return (
    candidates.map((candidate) => candidate.reasons.published_at).find((reason) => reason !== undefined) ??
    null
  );
}

function timeOfId(urn: string, idMs: number, stated: Statement<number> | undefined): Verdict<string> {
  const gap = stated === undefined ? 0 : Math.abs(stated.value - idMs);
  if (stated !== undefined && gap > tolerableMs)
    return absent(`conflict:id=${iso(idMs)}|${stated.source}=${stated.raw}`);
  const agreeing = stated !== undefined && gap <= agreementMs ? [stated.source] : [];
  return {
    value: iso(idMs),
    evidence: { source: "id", path: urn, raw: `${urn.split(":").at(-1)} >> 22` },
    trust: trustOf(["id", ...agreeing], gap > agreementMs ? 1 : 0),
  };
}

function ageReason(candidates: readonly Candidate[], savedAtMs: number | null): string | null {
  const age = statements(candidates, (candidate) => candidate.age)[0];
  if (age === undefined) return null;
  const interval = savedAtMs === null ? null : parseRelativeAge(age.value, savedAtMs).interval;
  return interval === null
    ? `relative_age:${age.value}`
    : `interval:${iso(interval.fromMs)}/${iso(interval.toMs)}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
