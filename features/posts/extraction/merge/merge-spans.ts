import type { EvidenceItem, Span } from "../../contract.ts";
import type { Candidate, Known } from "../candidate.ts";
import { hashtagsIn, spanOfUnits } from "../spans.ts";
import { sameText } from "./merge-text.ts";
import { trustOf } from "./trust.ts";
import { evidenceOf } from "./verdict.ts";

export interface MergedSpans {
  spans: Span[];
  evidence: EvidenceItem | null;
  trust: number;
}

/**
 * The marked spans of the chosen text. Markup and API say exactly what is a mention or a hashtag; without any mark,
 * hashtags are found in the text itself, mentions stay unknown.
 */
export function mergeSpans(
  candidates: readonly Candidate[],
  field: "mentions" | "hashtags",
  text: string,
): MergedSpans {
  const best = speakerOf(candidates, field, text);
  const stated = best?.[field];
  const spans = best === null || stated === undefined ? null : relocate(text, best, stated);
  if (best === null || stated === undefined || spans === null) return fallback(field, text);
  return { spans, evidence: evidenceOf({ ...stated, source: best.source }), trust: trustOf([best.source]) };
}

/** The candidate whose marks are believed for this text; null when none marked anything. */
function speakerOf(
  candidates: readonly Candidate[],
  field: "mentions" | "hashtags",
  text: string,
): Candidate | null {
  const marked = candidates.filter(
    (candidate) =>
      candidate[field] !== undefined && candidate.text !== undefined && sameText(candidate.text.value, text),
  );
  const best = marked.find((candidate) => candidate.source === "embedded-json") ?? marked[0] ?? null;
  return best === null || (field === "hashtags" && saysNothing(best)) ? null : best;
}

function saysNothing(candidate: Candidate): boolean {
  return (candidate.hashtags?.value.length ?? 0) === 0 && (candidate.mentions?.value.length ?? 0) === 0;
}

function fallback(field: "mentions" | "hashtags", text: string): MergedSpans {
  const spans = field === "hashtags" ? hashtagsIn(text) : [];
  if (spans.length === 0) return { spans, evidence: null, trust: 0 };
  return {
    spans,
    evidence: {
      source: "text",
      path: "text",
      raw: spans
        .map((span) => span.text)
        .join(" ")
        .slice(0, 500),
    },
    trust: trustOf(["text"]),
  };
}

/** The same spans in a wording with other white space; null when one cannot be found. */
function relocate(text: string, owner: Candidate, stated: Known<Span[]>): Span[] | null {
  if (owner.text?.value === text) return stated.value;
  const found: Span[] = [];
  let from = 0;
  for (const span of stated.value) {
    const at = text.indexOf(span.text, from);
    if (at < 0) return null;
    from = at + span.text.length;
    found.push(spanOfUnits(text, at, from));
  }
  return found;
}
