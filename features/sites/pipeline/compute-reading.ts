import type { MetricReading, ReasonCode } from "../contract.ts";
import type { Quantity } from "../numbers/quantity.ts";
import type { MetricDeclaration } from "../providers/provider.ts";
import { boundsFault } from "./bounds.ts";
import { computeRatio } from "./compute-ratio.ts";
import { emptyReading, quantityColumns, sentences } from "./judge-reading.ts";
import { rangeOf } from "./range-of.ts";

const formulaVersion = 1;

interface Input {
  declaration: MetricDeclaration;
  reading: MetricReading;
}

/** A metric computed from two others, with the formula as its place; as certain as the less certain of them. */
export function computeReading(
  declaration: MetricDeclaration,
  inputs: readonly [Input, Input],
  provider: string,
): MetricReading {
  const place = `${inputs[0].declaration.id} / ${inputs[1].declaration.id}`;
  const readings = inputs.map(({ reading }) => reading);
  const [observedAt = null] = readings.flatMap(({ observed_at: at }) => at ?? []).toSorted();
  const result = compute(declaration, inputs);
  const base = {
    ...emptyReading(declaration, { reason: "input_missing", detail: null, observedAt }),
    provenance: provenance(provider, place, readings),
  };
  if ("reason" in result) return { ...base, ...result, detail: `${place}: ${result.detail}` };
  const months = [...new Set(readings.flatMap(({ provenance: from }) => from?.as_of ?? []))];
  const isMixed = months.length > 1;
  return {
    ...base,
    ...quantityColumns(result.quantity),
    detail: sentences(result.remark, isMixed ? `Its inputs are of ${months.join(" and ")}.` : null),
    trust: Math.min(...readings.map(({ trust }) => trust ?? 0)) * (isMixed ? 0.5 : 1),
  };
}

type Result =
  | { quantity: Quantity; remark: string | null }
  | { reason: ReasonCode; detail: string; raw: string | null };

function compute(declaration: MetricDeclaration, [numerator, denominator]: readonly [Input, Input]): Result {
  const above = rangeOf(numerator.reading, numerator.declaration);
  const below = rangeOf(denominator.reading, denominator.declaration);
  if (above === null || below === null) return withoutInputs([numerator.reading, denominator.reading]);
  const computed = computeRatio(above, below);
  if ("missing" in computed) return { reason: "input_missing", detail: computed.missing, raw: null };
  const raw = rawOf(computed.ok);
  const quantity = withinBounds(computed.ok, declaration);
  if (quantity === null)
    return { reason: "input_missing", detail: "its inputs leave every value open.", raw };
  const fault = boundsFault(quantity, declaration);
  if (fault !== null) return { reason: "out_of_bounds", detail: fault, raw };
  const isCut = quantity !== computed.ok;
  return { quantity, remark: isCut ? `Cut to what the metric can be; its inputs allow ${raw}.` : null };
}

function withoutInputs(readings: readonly MetricReading[]): Result {
  const absent = readings.filter(({ kind }) => kind === null);
  const isSmall = absent.some(({ reason }) => reason === "below_threshold");
  const detail = `no value of ${absent.map(({ metric }) => metric).join(" and ")}.`;
  return { reason: isSmall ? "below_threshold" : "input_missing", detail, raw: null };
}

/**
 * Not all that a computed interval allows need be possible: what lies above the metric's maximum is cut off, unless all does.
 * null when that leaves every value the metric can have.
 */
function withinBounds(quantity: Quantity, { min, max }: MetricDeclaration): Quantity | null {
  if (max === null) return quantity;
  if (quantity.kind === "below") return quantity.high >= max ? null : quantity;
  if (quantity.kind !== "interval" || quantity.high <= max || quantity.low > max) return quantity;
  if (quantity.low <= min) return null;
  return quantity.low === max ? { kind: "exact", value: max } : { ...quantity, high: max };
}

function rawOf(quantity: Quantity): string {
  switch (quantity.kind) {
    case "exact":
      return String(quantity.value);
    case "interval":
      return `${quantity.low} - ${quantity.high}`;
    case "below":
      return `< ${quantity.high}`;
    case "above":
      return `> ${quantity.low}`;
  }
}

function provenance(
  provider: string,
  place: string,
  readings: readonly MetricReading[],
): MetricReading["provenance"] {
  const months = [...new Set(readings.map(({ provenance: from }) => from?.as_of ?? null))];
  return {
    source: "computed",
    provider,
    call: "computed",
    url: null,
    mirror: null,
    place,
    strategy: null,
    extractor_version: formulaVersion,
    page_hash: null,
    screenshot_hash: null,
    as_of: months.length === 1 ? (months[0] ?? null) : null,
  };
}
