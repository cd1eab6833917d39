import { describe, expect, it } from "vitest";
import type { CallAnswer, MetricDeclaration, RawReading } from "../providers/provider.ts";
import { standardMetrics } from "../metrics/standard-metrics.ts";
import { assembleMeasurement, type CallFailure } from "./assemble-measurement.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
const observedAt = "2026-11-24T11:59:00.000Z";

const callOf: Record<string, string> = { conversion_rate: "page", bounce_rate: "engagement" };
const declarations: MetricDeclaration[] = standardMetrics.map((metric) => ({
  ...metric,
  from:
    metric.id === "percent_branded_traffic"
      ? { kind: "computed", formula: "ratio", of: ["branded_traffic", "visits"] }
      : { kind: "api", call: callOf[metric.id] ?? "summary", path: [metric.id] },
}));

function answer(
  call: string,
  said: Record<string, string | number | Partial<RawReading>>,
  parts: Partial<CallAnswer> = {},
): CallAnswer {
  const readings = Object.entries(said).map(([metric, raw]) => ({
    metric,
    raw: null,
    reason: null,
    detail: null,
    place: metric,
    strategy: null,
    trust: 0.9,
    screenshotHash: null,
    ...(typeof raw === "object" ? raw : { raw }),
  }));
  return {
    call,
    kind: "api",
    url: `https://portal.example/${call}`,
    mirror: "sam",
    pageHash: null,
    asOf: null,
    observedAt,
    extractorVersion: 1,
    readings,
    ...parts,
  };
}

const assemble = (answers: CallAnswer[], failures: CallFailure[] = [], measured = declarations) =>
  assembleMeasurement({
    provider: "portal",
    declarations: measured,
    inputs: declarations,
    answers,
    failures,
    now,
  });

const reading = (metric: string, answers: CallAnswer[], failures: CallFailure[] = []) =>
  assemble(answers, failures).readings.find((one) => one.metric === metric);

const summary = answer("summary", {
  organic_traffic: 120_000,
  paid_search_traffic: "4.5K",
  visits: 200_000,
  avg_visit_duration: "02:14",
  branded_traffic: 50_000,
});
const page = answer("page", { conversion_rate: "2,1 %" }, { kind: "dom" });

describe("a measurement is assembled from the answers", () => {
  it("all eight metrics with their evidence make it completed", () => {
    const measured = assemble([summary, answer("engagement", { bounce_rate: 0.42 }), page]);
    expect(measured).toMatchObject({
      obtained: 8,
      expected: 8,
      missing: {},
      isSmall: false,
      outcome: "completed",
    });
    expect(measured.readings.map(({ metric, value }) => [metric, value])).toEqual([
      ["organic_traffic", 120_000],
      ["paid_search_traffic", 4_500],
      ["visits", 200_000],
      ["bounce_rate", 0.42],
      ["avg_visit_duration", 134],
      ["branded_traffic", 50_000],
      ["conversion_rate", 0.021],
      ["percent_branded_traffic", 0.25],
    ]);
    expect(measured.readings[6]).toMatchObject({
      raw: "2,1 %",
      trust: 0.9,
      observed_at: observedAt,
      provenance: { source: "dom", provider: "portal", call: "page", mirror: "sam", extractor_version: 1 },
    });
  });

  it("a failed call gives its reason to its metrics, and a silent answer says so", () => {
    const failure: CallFailure = { call: "page", reason: "rate_limited", detail: "429 for a minute." };
    const measured = assemble([answer("summary", { organic_traffic: 5_000 })], [failure]);
    expect(measured).toMatchObject({ obtained: 1, outcome: "partial" });
    expect(measured.missing).toEqual({
      paid_search_traffic: "not_in_answer",
      visits: "not_in_answer",
      bounce_rate: "not_measured",
      avg_visit_duration: "not_in_answer",
      branded_traffic: "not_in_answer",
      conversion_rate: "rate_limited",
      percent_branded_traffic: "input_missing",
    });
  });

  it("no answer at all is a failed measurement with a reason for every metric", () => {
    const measured = assemble([], [{ call: "summary", reason: "call_failed", detail: "No answer." }]);
    expect(measured).toMatchObject({ obtained: 0, outcome: "failed" });
    expect(Object.keys(measured.missing)).toHaveLength(8);
  });

  it("a ninth metric is one more entry", () => {
    const ninth: MetricDeclaration = {
      ...standardMetrics[2],
      id: "keywords",
      from: { kind: "api", call: "summary", path: ["keywords"] },
    };
    const measured = assembleMeasurement({
      provider: "portal",
      declarations: [...declarations, ninth],
      inputs: [...declarations, ninth],
      answers: [answer("summary", { keywords: "1 234" })],
      failures: [],
      now,
    });
    expect(measured.expected).toBe(9);
    expect(measured.readings.at(-1)).toMatchObject({ metric: "keywords", kind: "exact", value: 1_234 });
  });
});

describe("what was said is held against the metric", () => {
  it.each([
    ["bounce_rate", 1.2, "1.2 is more than 1."],
    ["bounce_rate", "140 %", "1.4 is more than 1."],
    ["visits", -5, "-5 is not at least 0."],
    ["visits", 12.5, "12.5 is no whole number."],
    ["avg_visit_duration", 0, "0 is not above 0."],
    ["conversion_rate", "< 0", "Nothing of this metric lies below 0."],
    ["conversion_rate", "< 200 %", "Below 2 says nothing: it never is more than 1."],
    ["conversion_rate", "> 200 %", "Nothing of this metric lies above 2."],
  ])("%s of %j is kept aside with the reason", (metric, raw, detail) => {
    expect(reading(metric, [answer("x", { [metric]: raw })])).toMatchObject({
      kind: null,
      value: null,
      low: null,
      high: null,
      raw: String(raw),
      reason: "out_of_bounds",
      detail,
      trust: null,
    });
  });

  it("a bound stays a bound, and an interval an interval", () => {
    const answers = [answer("page", { conversion_rate: "< 0.01%", visits: "1.8M - 5.3M" })];
    expect(reading("conversion_rate", answers)).toMatchObject({ kind: "below", value: null, high: 0.0001 });
    expect(reading("visits", answers)).toMatchObject({ kind: "interval", low: 1_800_000, high: 5_300_000 });
  });

  it("what can be read in two ways has no value, unless the page says its language", () => {
    const said = (locale?: "fr") => ({ raw: "12,345 %", ...(locale === undefined ? {} : { locale }) });
    expect(reading("bounce_rate", [answer("x", { bounce_rate: said() })])).toMatchObject({
      kind: null,
      raw: "12,345 %",
      reason: "unparseable",
    });
    expect(reading("bounce_rate", [answer("x", { bounce_rate: said("fr") })])?.value).toBe(0.12345);
  });

  it("no data written as a dash is no data", () => {
    expect(reading("visits", [answer("x", { visits: "—" })])).toMatchObject({ raw: "—", reason: "no_data" });
  });

  it("figures of long ago are trusted half as much, and say so", () => {
    const old = answer("x", { visits: 5 }, { asOf: "2026-06" });
    expect(reading("visits", [old])).toMatchObject({ trust: 0.45, detail: "This figure is of 2026-06." });
    expect(reading("visits", [{ ...old, asOf: "2026-10" }])).toMatchObject({ trust: 0.9, detail: null });
  });
});

describe("two sources", () => {
  const api = answer("api", { visits: 2_412_345 });
  const dom = (raw: string) => answer("page", { visits: raw }, { kind: "dom" });

  it("the API goes before the page, and agreement raises the trust", () => {
    const both = reading("visits", [dom("2.4M"), api]);
    expect(both).toMatchObject({ value: 2_412_345, provenance: { source: "api" }, detail: null });
    expect(both?.trust).toBeCloseTo(0.99);
  });

  it("disagreement lowers the trust and says what each said", () => {
    expect(reading("visits", [api, dom("3.1M")])).toMatchObject({
      value: 2_412_345,
      trust: 0.45,
      detail: "The page says 3.1M, the API 2412345.",
    });
  });

  it("the page serves where the API says nothing usable", () => {
    const wrong = answer("api", { visits: -1 });
    expect(reading("visits", [wrong, dom("2.4M")])).toMatchObject({ value: 2_400_000, trust: 0.9 });
  });

  it("without a value, what explains most is the reason", () => {
    const nothing = answer("api", { visits: { reason: "no_data" } });
    expect(reading("visits", [nothing, dom("140 %")])?.reason).toBe("unparseable");
  });
});

describe("a small website", () => {
  it("is na, and what was not asked says why", () => {
    const measured = assemble([answer("summary", { organic_traffic: 999, visits: 12 })]);
    expect(measured).toMatchObject({ isSmall: true, outcome: "na", obtained: 2 });
    expect(measured.missing).toMatchObject({
      bounce_rate: "below_threshold",
      conversion_rate: "below_threshold",
      branded_traffic: "not_in_answer",
    });
  });

  it.each([
    [999, true],
    [1_000, false],
    ["< 1K", true],
    ["< 5K", false],
    ["0 - 900", false],
    ["—", false],
    ["> 100", false],
  ])("with organic traffic %j: %s", (raw, isSmall) => {
    expect(assemble([answer("summary", { organic_traffic: raw })]).isSmall).toBe(isSmall);
  });

  it("is not small by a figure nobody asked for", () => {
    const chosen = declarations.filter(({ id }) => id === "visits");
    expect(assemble([answer("summary", { organic_traffic: 5, visits: 9 })], [], chosen).outcome).toBe(
      "completed",
    );
  });
});

describe("a computed metric", () => {
  const computed = (branded: string | number, visits: string | number) =>
    reading("percent_branded_traffic", [answer("summary", { branded_traffic: branded, visits })]);

  it("names its inputs and is as certain as they are", () => {
    expect(computed(50, 200)).toMatchObject({
      kind: "exact",
      value: 0.25,
      trust: 0.9,
      provenance: { source: "computed", place: "branded_traffic / visits", url: null },
      observed_at: observedAt,
    });
  });

  it.each<[string | number, string | number, object]>([
    ["10 - 20", 100, { kind: "interval", low: 0.1, high: 0.2 }],
    [10, "100 - 200", { kind: "interval", low: 0.05, high: 0.1 }],
    ["< 10", 100, { kind: "below", high: 0.1 }],
    [10, "> 100", { kind: "below", high: 0.1 }],
    ["> 10", 100, { kind: "above", low: 0.1 }],
    [0, 100, { kind: "exact", value: 0 }],
    ["50 - 150", 100, { kind: "interval", low: 0.5, high: 1 }],
    [10, 0, { kind: null, reason: "input_missing" }],
    ["< 10", "< 10", { kind: null, reason: "input_missing" }],
    ["< 200", 100, { kind: null, reason: "input_missing" }],
    [150, 100, { kind: null, reason: "out_of_bounds", raw: "1.5" }],
    ["150 - 200", 100, { kind: null, reason: "out_of_bounds", raw: "1.5 - 2" }],
    [10, "n/a", { kind: null, reason: "input_missing" }],
  ])("%j over %j is %o", (branded, visits, expected) => {
    expect(computed(branded, visits)).toMatchObject(expected);
  });

  it("is computed from metrics that are not measured themselves", () => {
    const chosen = declarations.filter(({ id }) => id === "percent_branded_traffic");
    expect(assemble([summary], [], chosen)).toMatchObject({ obtained: 1, expected: 1, outcome: "completed" });
  });

  it("of inputs of different months is less certain", () => {
    const answers = [
      answer("a", { branded_traffic: 10 }, { asOf: "2026-09" }),
      answer("b", { visits: 100 }, { asOf: "2026-10" }),
    ];
    expect(reading("percent_branded_traffic", answers)).toMatchObject({
      value: 0.1,
      trust: 0.45,
      detail: "Its inputs are of 2026-09 and 2026-10.",
    });
  });

  it("of one another ends, and has no value", () => {
    const loop = (id: string, other: string): MetricDeclaration => ({
      ...standardMetrics[2],
      id,
      from: { kind: "computed", formula: "ratio", of: [other, other] },
    });
    const circle = [loop("one", "two"), loop("two", "one")];
    const measured = assembleMeasurement({
      provider: "portal",
      declarations: circle,
      inputs: circle,
      answers: [],
      failures: [],
      now,
    });
    expect(measured.missing).toEqual({ one: "input_missing", two: "input_missing" });
  });
});
