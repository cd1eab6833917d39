import type { MetricReading, ReasonCode } from "../contract.ts";
import { parseQuantity } from "../numbers/parse-quantity.ts";
import type { Quantity } from "../numbers/quantity.ts";
import type { CallAnswer, MetricDeclaration, RawReading } from "../providers/provider.ts";
import { boundsFault } from "./bounds.ts";

/** Figures older than this are told from fresh ones, days after the day or month they are of: portals lag by up to two months. */
const staleAfterDays = 75;
const longestRaw = 200;

/** A reading of a metric that says nothing (yet). */
export function emptyReading(
  { id, unit }: Pick<MetricDeclaration, "id" | "unit">,
  why: { reason: ReasonCode; detail: string | null; observedAt: string | null },
): MetricReading {
  return {
    metric: id,
    kind: null,
    value: null,
    low: null,
    high: null,
    unit,
    raw: null,
    reason: why.reason,
    detail: why.detail,
    trust: null,
    provenance: null,
    observed_at: why.observedAt,
  };
}

/** The columns of a quantity. */
export function quantityColumns(
  quantity: Quantity,
): Pick<MetricReading, "kind" | "value" | "low" | "high" | "reason"> {
  return { value: null, low: null, high: null, ...quantity, reason: null };
}

/**
 * Parses what one answer said about a metric, and holds it against the metric's type and bounds. What it said is kept in any
 * case; a value comes of it only when it is one.
 */
export function judgeReading(
  declaration: MetricDeclaration,
  { answer, raw }: { answer: CallAnswer; raw: RawReading },
  { provider, now }: { provider: string; now: number },
): MetricReading {
  const empty = {
    ...emptyReading(declaration, {
      reason: raw.reason ?? "not_in_answer",
      detail: raw.detail,
      observedAt: answer.observedAt,
    }),
    provenance: provenanceOf(raw, answer, provider),
  };
  if (raw.raw === null) return empty;
  const said = { ...empty, raw: String(raw.raw).slice(0, longestRaw) };
  const parsed = parseQuantity(raw.raw, {
    unit: declaration.unit,
    type: declaration.type,
    locale: raw.locale ?? undefined,
  });
  if ("problem" in parsed) {
    const reason = parsed.problem === "no_data" ? "no_data" : "unparseable";
    return { ...said, reason, detail: parsed.detail };
  }
  const fault = boundsFault(parsed.ok, declaration);
  if (fault !== null) return { ...said, reason: "out_of_bounds", detail: fault };
  const isStale = isOlderThan(answer.asOf, now, staleAfterDays);
  return {
    ...said,
    ...quantityColumns(parsed.ok),
    detail: isStale ? sentences(raw.detail, `This figure is of ${answer.asOf}.`) : raw.detail,
    trust: Math.min(1, Math.max(0, raw.trust)) * (isStale ? 0.5 : 1),
  };
}

/** Several remarks as one text; null when there is none. */
export function sentences(...remarks: readonly (string | null)[]): string | null {
  const said = remarks.filter((remark) => remark !== null && remark !== "");
  return said.length === 0 ? null : said.join(" ");
}

function isOlderThan(asOf: string | null, now: number, days: number): boolean {
  if (asOf === null) return false;
  // A month's figures are as old as its last day, so that they do not age while it lasts.
  const from = /^\d{4}-\d{2}$/.test(asOf)
    ? Date.UTC(Number(asOf.slice(0, 4)), Number(asOf.slice(5)), 0)
    : Date.parse(asOf);
  return now - from > days * 86_400_000;
}

function provenanceOf(
  raw: RawReading,
  answer: CallAnswer,
  provider: string,
): NonNullable<MetricReading["provenance"]> {
  return {
    source: answer.kind,
    provider,
    call: answer.call,
    url: answer.url,
    mirror: answer.mirror,
    place: raw.place,
    strategy: raw.strategy,
    extractor_version: answer.extractorVersion,
    page_hash: answer.pageHash,
    screenshot_hash: raw.screenshotHash,
    as_of: answer.asOf,
  };
}
