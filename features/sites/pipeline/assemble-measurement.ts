import { smallestOrganicTraffic, type MetricReading, type Provenance, type ReasonCode } from "../contract.ts";
import type { CallAnswer, MetricDeclaration, RawReading } from "../providers/provider.ts";
import type { MeasuredOutcome } from "./session-tally.ts";

/** Why a call said nothing in the end. */
export interface CallFailure {
  call: string;
  reason: ReasonCode;
  /** One sentence for people. */
  detail: string;
}

export interface MeasurementParts {
  /** Id of the provider that was asked. */
  provider: string;
  /** The metrics that are measured: all the provider declares, or those that were chosen. */
  declarations: readonly MetricDeclaration[];
  answers: readonly CallAnswer[];
  failures: readonly CallFailure[];
  /** ms since the epoch. */
  now: number;
}

export interface AssembledMeasurement {
  /** One per declaration, in their order. */
  readings: MetricReading[];
  obtained: number;
  expected: number;
  missing: Record<string, ReasonCode>;
  /** Organic traffic below the threshold was measured. */
  isSmall: boolean;
  outcome: MeasuredOutcome;
}

/** Judges what a provider's calls said about one website. */
export function assembleMeasurement(parts: MeasurementParts): AssembledMeasurement {
  const direct = new Map(
    parts.declarations.map((declaration) => [declaration.id, readDirect(declaration, parts)]),
  );
  const organic = direct.get("organic_traffic")?.value ?? null;
  const isSmall = organic !== null && organic < smallestOrganicTraffic;
  const readings = parts.declarations.map((declaration) => {
    const reading = direct.get(declaration.id) ?? withReason(declaration, "not_measured", null);
    return isSmall && reading.kind === null
      ? withReason(declaration, "below_threshold", "Organic traffic is too small for the other figures.")
      : reading;
  });
  const missing = Object.fromEntries(
    readings.flatMap(({ metric, reason }) => (reason === null ? [] : [[metric, reason] as const])),
  );
  const expected = readings.length;
  const obtained = expected - Object.keys(missing).length;
  return { readings, obtained, expected, missing, isSmall, outcome: outcomeOf(isSmall, obtained, expected) };
}

function outcomeOf(isSmall: boolean, obtained: number, expected: number): MeasuredOutcome {
  if (isSmall) return "na";
  if (obtained === 0) return "failed";
  return obtained < expected ? "partial" : "completed";
}

function readDirect(declaration: MetricDeclaration, parts: MeasurementParts): MetricReading {
  const said = parts.answers.flatMap((answer) =>
    answer.readings.filter(({ metric }) => metric === declaration.id).map((raw) => ({ answer, raw })),
  );
  const best = said.find(({ raw }) => raw.raw !== null) ?? said.at(-1);
  if (best !== undefined) return judged(declaration, best.raw, best.answer, parts.provider);
  const from = declaration.from;
  if (from.kind === "computed") return withReason(declaration, "input_missing", null);
  const failure = parts.failures.find(({ call }) => call === from.call);
  return withReason(declaration, failure?.reason ?? "not_measured", failure?.detail ?? null);
}

function judged(
  declaration: MetricDeclaration,
  raw: RawReading,
  answer: CallAnswer,
  provider: string,
): MetricReading {
  const provenance = provenanceOf(declaration, raw, answer, provider);
  const base = {
    ...withReason(declaration, raw.reason, raw.detail),
    provenance,
    observed_at: answer.observedAt,
  };
  if (raw.raw === null) return { ...base, reason: raw.reason ?? "not_in_answer" };
  const value = Number(raw.raw);
  const text = String(raw.raw).slice(0, 200);
  if (Number.isNaN(value)) return { ...base, raw: text, reason: "unparseable" };
  return { ...base, raw: text, kind: "exact", value, reason: null, trust: raw.trust };
}

function provenanceOf(
  declaration: MetricDeclaration,
  raw: RawReading,
  answer: CallAnswer,
  provider: string,
): Provenance {
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

function withReason(
  { id, unit }: MetricDeclaration,
  reason: ReasonCode | null,
  detail: string | null,
): MetricReading {
  return {
    metric: id,
    kind: null,
    value: null,
    low: null,
    high: null,
    unit,
    raw: null,
    reason,
    detail,
    trust: null,
    provenance: null,
    observed_at: null,
  };
}
