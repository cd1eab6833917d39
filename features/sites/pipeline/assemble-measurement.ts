import { smallestOrganicTraffic, type MetricReading, type ReasonCode } from "../contract.ts";
import type { CallAnswer, MetricDeclaration } from "../providers/provider.ts";
import { chooseReading } from "./choose-reading.ts";
import { computeReading } from "./compute-reading.ts";
import { emptyReading, judgeReading } from "./judge-reading.ts";
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
  /** All the provider declares: what is computed may need a metric that is not among the measured ones. */
  inputs: readonly MetricDeclaration[];
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

/**
 * Judges what a provider's calls said about one website: every declared metric gets a quantity with its evidence, or the
 * reason why it has none. Pure: the same answers give the same measurement.
 */
export function assembleMeasurement(parts: MeasurementParts): AssembledMeasurement {
  const known = new Map([...parts.inputs, ...parts.declarations].map((one) => [one.id, one]));
  const direct = new Map([...known.values()].map((one) => [one.id, readDirect(one, parts)]));
  const isSmall = isTooSmall(parts.declarations.some(isOrganic) ? direct.get("organic_traffic") : undefined);
  const read = (declaration: MetricDeclaration, above: readonly string[]): MetricReading => {
    const { id, from } = declaration;
    const reading = direct.get(id) ?? notMeasured(declaration);
    if (from.kind !== "computed") return isSmall ? belowThreshold(declaration, reading, parts.now) : reading;
    // A portal may give what is computed otherwise; what it says is evidence, the formula only a way to it.
    if (reading.kind !== null) return reading;
    const inputs = from.of.map((input) => inputOf(input, [...above, id]));
    const [numerator, denominator] = inputs;
    if (numerator == null || denominator == null) return reading;
    return computeReading(declaration, [numerator, denominator], parts.provider);
  };
  const inputOf = (id: string, above: readonly string[]) => {
    const declaration = known.get(id);
    if (declaration === undefined || above.includes(id)) return null;
    return { declaration, reading: read(declaration, above) };
  };
  return summary(
    parts.declarations.map((declaration) => read(declaration, [])),
    isSmall,
  );
}

function summary(readings: MetricReading[], isSmall: boolean): AssembledMeasurement {
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

const isOrganic = ({ id }: MetricDeclaration): boolean => id === "organic_traffic";

/** Only a measured figure makes a website small; an interval that may lie above the threshold does not. */
function isTooSmall(organic: MetricReading | undefined): boolean {
  if (organic?.kind === "exact") return organic.value !== null && organic.value < smallestOrganicTraffic;
  return organic?.kind === "below" && organic.high !== null && organic.high <= smallestOrganicTraffic;
}

/** What was asked in spite of it keeps its value, or its own reason. */
function belowThreshold(declaration: MetricDeclaration, reading: MetricReading, now: number): MetricReading {
  if (reading.reason !== "not_measured") return reading;
  return emptyReading(declaration, {
    reason: "below_threshold",
    detail: `Organic traffic is below ${smallestOrganicTraffic}: too small for the other figures.`,
    observedAt: new Date(now).toISOString(),
  });
}

const notMeasured = (declaration: MetricDeclaration): MetricReading =>
  emptyReading(declaration, { reason: "not_measured", detail: null, observedAt: null });

/** What the answers say about a metric, the failures of its call among them. */
function readDirect(declaration: MetricDeclaration, parts: MeasurementParts): MetricReading {
  const { from } = declaration;
  const said = parts.answers.flatMap((answer) =>
    answer.readings
      .filter(({ metric }) => metric === declaration.id)
      .map((raw) => judgeReading(declaration, { answer, raw }, parts)),
  );
  if (from.kind === "computed") return chooseReading(declaration, said) ?? notMeasured(declaration);
  const observedAt = new Date(parts.now).toISOString();
  const failed = parts.failures
    .filter(({ call }) => call === from.call)
    .map(({ reason, detail }) => emptyReading(declaration, { reason, detail, observedAt }));
  const silent = parts.answers
    .filter(
      ({ call, readings }) => call === from.call && readings.every(({ metric }) => metric !== declaration.id),
    )
    .map((answer) => emptyReading(declaration, silence(answer)));
  return chooseReading(declaration, [...said, ...failed, ...silent]) ?? notMeasured(declaration);
}

const silence = ({ call, observedAt }: CallAnswer) =>
  ({ reason: "not_in_answer", detail: `${call} answered without it.`, observedAt }) as const;
