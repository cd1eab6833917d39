import fc from "fast-check";
import { expect, it } from "vitest";
import { smallestOrganicTraffic, type MetricReading } from "../contract.ts";
import { standardMetrics } from "../metrics/standard-metrics.ts";
import type { CallAnswer, MetricDeclaration, RawReading } from "../providers/provider.ts";
import { assembleMeasurement } from "./assemble-measurement.ts";

const now = Date.parse("2026-11-24T12:00:00Z");

const declarations: MetricDeclaration[] = standardMetrics.map((metric) => ({
  ...metric,
  from:
    metric.id === "percent_branded_traffic"
      ? { kind: "computed", formula: "ratio", of: ["branded_traffic", "visits"] }
      : { kind: "api", call: "api", path: [metric.id] },
}));

const figures = fc.oneof(
  fc.integer({ min: -5, max: 3_000_000 }).map(String),
  fc.double({ min: -1, max: 2, noNaN: true }),
  fc.integer({ min: -3, max: 2_000 }),
  fc.constantFrom(
    "2.4M",
    "1,8 M",
    "< 0.01%",
    "> 10K",
    "0 - 5K",
    "140 %",
    "12,5 %",
    "01:23",
    "n/a",
    "1,234",
    "Login",
  ),
  fc.string({ unit: fc.constantFrom(..."0123456789.,-<>% kM:") }),
);

const readings = fc.array(
  fc.record({
    metric: fc.constantFrom(...standardMetrics.map(({ id }) => id)),
    raw: figures,
    trust: fc.double({ noNaN: true }),
  }),
  { maxLength: 16 },
);

const answers: fc.Arbitrary<CallAnswer[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("api", "dom"),
      asOf: fc.constantFrom(null, "2026-06", "2026-10"),
      said: readings,
    }),
    { maxLength: 3 },
  )
  .map((given) =>
    given.map(({ kind, asOf, said }): CallAnswer => ({
      call: kind,
      kind,
      url: null,
      mirror: null,
      pageHash: null,
      asOf,
      observedAt: new Date(now).toISOString(),
      extractorVersion: 1,
      readings: said.map((one): RawReading => ({
        ...one,
        reason: null,
        detail: null,
        place: one.metric,
        strategy: null,
        screenshotHash: null,
      })),
    })),
  );

it("whatever the answers say, no value lies outside its metric's bounds, and every gap has its reason", () => {
  fc.assert(
    fc.property(answers, (given) => {
      const measured = assembleMeasurement({
        provider: "portal",
        declarations,
        inputs: declarations,
        answers: given,
        failures: [],
        now,
      });
      expect(measured.readings.map(({ metric }) => metric)).toEqual(declarations.map(({ id }) => id));
      expect(measured.readings.map((reading) => faultOf(reading)).filter(Boolean)).toEqual([]);
      const gaps = measured.readings.filter(({ kind }) => kind === null).length;
      expect(measured.obtained).toBe(measured.expected - gaps);
      expect(Object.keys(measured.missing)).toHaveLength(gaps);
      expect(measured.isSmall ? isUnderThreshold(measured.readings[0]) : true).toBe(true);
      expect(measured.outcome === "na").toBe(measured.isSmall);
    }),
    { numRuns: 300 },
  );
});

/** What is wrong with a reading; null when nothing is. */
function faultOf({ metric, kind, reason, trust, value, low, high }: MetricReading): string | null {
  const definition = standardMetrics.find(({ id }) => id === metric);
  if (definition === undefined) return `${metric} is unknown`;
  if ((kind === null) !== (reason !== null))
    return `${metric} has both or neither of a quantity and a reason`;
  if ((trust === null) !== (kind === null)) return `${metric} has a trust without a quantity, or none`;
  const { min, max } = definition;
  const isOutside = [value, low, high].some(
    (figure) => figure !== null && (figure < min || figure > (max ?? Number.POSITIVE_INFINITY)),
  );
  if (isOutside) return `${metric} lies outside its bounds`;
  return value === null ? null : pointFault(definition, value);
}

function pointFault(
  { id, type, min, is_min_excluded: isMinExcluded }: (typeof standardMetrics)[number],
  value: number,
): string | null {
  if (isMinExcluded && value === min) return `${id} is at the bound it must be above`;
  return type === "integer" && !Number.isInteger(value) ? `${id} is no whole number` : null;
}

function isUnderThreshold(organic: MetricReading | undefined): boolean {
  const upper = organic?.kind === "exact" ? organic.value : organic?.high;
  return upper != null && upper <= smallestOrganicTraffic;
}
