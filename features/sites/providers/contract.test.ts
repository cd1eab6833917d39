import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@millrace/platform/clock";
import { Transient, TryAgainLater } from "@millrace/platform/errors";
import { createPoliteClient, type PoliteClient } from "@millrace/platform/http";
import { openObjectStore, type ObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { createTestDatabase, type TestDatabase } from "@millrace/platform/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standardMetrics } from "../metrics/standard-metrics.ts";
import { assembleMeasurement } from "../pipeline/assemble-measurement.ts";
import type { AskContext, CallAnswer, MetricDeclaration, SiteProvider } from "./provider.ts";
import { ProviderClosed } from "./provider-closed.ts";
import { keyRig } from "./testing/key-rig.ts";
import { openPortalRig } from "./testing/portal-rig.ts";
import type { Rig } from "./testing/rig.ts";
import { createSemrushProvider } from "./semrush/provider.ts";
import { semrushMetrics } from "./semrush/metrics.ts";
import { startSemrushSimulator } from "./semrush/simulator.ts";
import { createSimilarwebProvider } from "./similarweb/provider.ts";
import { similarwebMetrics } from "./similarweb/metrics.ts";
import { startSimilarwebSimulator } from "./similarweb/simulator.ts";

const silent = createLogger({ level: "silent" });
/** Long enough for an answer on a busy machine, short enough to wait out one that never comes. */
const timeoutMs = 700;

let database: TestDatabase;
let objects: ObjectStore;
let folder: string;
let http: PoliteClient & AsyncDisposable;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "millrace-providers-"));
  objects = await openObjectStore({ folder });
  http = createPoliteClient({
    pool: database.pool,
    objects,
    log: silent,
    clock: systemClock,
    random: () => 0,
    userAgent: "Millrace/0.1 (+https://millrace.example)",
    budgets: [],
    breaker: { failuresToOpen: 1_000 },
    timeoutBounds: { minMs: timeoutMs, maxMs: timeoutMs },
  });
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const context = (): AskContext => ({
  http: { fetch: (request) => http.fetch({ ...request, account: null }) },
  browser: null,
  objects,
  log: silent,
  signal: AbortSignal.timeout(30_000),
  sessionId: "session-1",
  worker: 1,
  fileHash: null,
  now: () => systemClock.now(),
});

const askAll = (asked: SiteProvider, domain: string): Promise<CallAnswer[]> =>
  Promise.all(asked.calls.map((call) => call.ask(context(), { domain })));

const measure = async (asked: SiteProvider, domain: string) =>
  assembleMeasurement({
    provider: asked.id,
    declarations: asked.metrics,
    inputs: asked.metrics,
    answers: await askAll(asked, domain),
    failures: [],
    now: systemClock.now(),
  });

const members = [
  {
    id: "semrush",
    open: keyRig("semrush", semrushMetrics, startSemrushSimulator, createSemrushProvider),
  },
  {
    id: "similarweb",
    open: keyRig("similarweb", similarwebMetrics, startSimilarwebSimulator, createSimilarwebProvider),
  },
  { id: "mytoolsplan", open: () => openPortalRig() },
];

describe.each(members)("$id keeps the contract of a provider", ({ id, open }) => {
  let rig: Rig & AsyncDisposable;
  let provider: SiteProvider;
  let metrics: readonly MetricDeclaration[];

  beforeAll(async () => {
    rig = await open();
    provider = rig.provider();
    metrics = rig.metrics;
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  /** What the API gives; the pages have tests of their own, with a browser. */
  const ofApi = (): MetricDeclaration[] => metrics.filter(({ from }) => from.kind !== "dom");

  const faultOutcomes = (): Promise<PromiseSettledResult<CallAnswer>[]> =>
    Promise.allSettled(
      provider.calls
        .filter(({ kind }) => kind === "api")
        .map((call) => call.ask(context(), { domain: rig.site })),
    );

  test("its name, budget and declarations belong together", () => {
    expect(provider.id).toBe(id);
    expect(provider.budget?.account.startsWith(id)).toBe(true);
    const given = new Set(provider.calls.flatMap(({ gives }) => gives));
    const asked = provider.metrics.filter(({ from }) => from.kind !== "computed").map((metric) => metric.id);
    expect([...given].toSorted()).toEqual(asked.toSorted());
    expect(provider.calls.every(({ gives }) => gives.length > 0)).toBe(true);
  });

  test("what it measures is what is true, with its evidence; what it lacks has a reason", async () => {
    const { readings } = await measure(provider, rig.site);
    const truth = rig.truthOf(rig.site);
    for (const { id: metric } of ofApi()) {
      expect(readings.find((one) => one.metric === metric)).toMatchObject({
        value: truth[metric],
        reason: null,
      });
    }
    for (const { kind, reason, provenance } of readings) {
      expect(kind === null).toBe(reason !== null);
      expect(provenance).toMatchObject({ provider: id });
      expect(JSON.stringify(provenance)).not.toContain(rig.secret);
    }
    const hashes = readings.flatMap(({ provenance }) =>
      provenance?.source === "api" ? provenance.page_hash : [],
    );
    expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash ?? ""))).toBe(true);
  });

  test("an answer can be written down and read again", async () => {
    const answers = await askAll(provider, rig.site);
    expect(JSON.parse(JSON.stringify(answers))).toEqual(answers);
  });

  test("a website it does not know has no data, and says so for each metric", async () => {
    if (rig.stranger === null) return;
    const { obtained, missing } = await measure(provider, rig.stranger);
    expect(obtained).toBe(0);
    const reasons = new Set(Object.values(missing));
    expect(reasons.isSubsetOf(new Set(["no_data", "input_missing", "no_browser", "not_in_answer"]))).toBe(
      true,
    );
  });

  test("figures of another website are never taken", async () => {
    rig.setFault("wrong_site");
    const { readings } = await measure(provider, rig.site);
    rig.setFault(null);
    const direct = ofApi().filter(({ from }) => from.kind === "api");
    const reasons = readings.filter(({ metric }) => direct.some((one) => one.id === metric));
    expect(reasons.map(({ reason }) => reason)).toEqual(direct.map(() => "wrong_site"));
  });

  test.each(["server_error", "html_instead", "cut", "hang"] as const)("%s is tried again", async (fault) => {
    rig.setFault(fault);
    const outcomes = await faultOutcomes();
    rig.setFault(null);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(Transient) as unknown });
    }
  });

  test("429 waits as long as it was told", async () => {
    rig.setFault("rate_limit");
    const outcomes = await faultOutcomes();
    rig.setFault(null);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: expect.any(TryAgainLater) as unknown });
      expect(outcome).toMatchObject({ reason: { afterMs: 1_000 } });
    }
  });

  test("refused credentials close the provider, and missing ones are known without asking", async () => {
    const ask = (asked: SiteProvider) => asked.calls[0]?.ask(context(), { domain: rig.site });
    await expect(ask(rig.refused())).rejects.toMatchObject({ trouble: "wrong_credentials" });
    const before = rig.served();
    expect(await rig.unknown().trouble()).toMatchObject({ trouble: "no_credentials" });
    expect(await provider.trouble()).toBeNull();
    await expect(ask(rig.unknown())).rejects.toBeInstanceOf(ProviderClosed);
    expect(rig.served()).toBe(before);
  });
});

test("a further metric is one more entry of a provider's list", async () => {
  await using rig = await keyRig("semrush", semrushMetrics, startSemrushSimulator, createSemrushProvider)();
  const [first] = semrushMetrics;
  if (first === undefined) throw new Error("Semrush declares nothing");
  const further: MetricDeclaration = { ...standardMetrics[2], id: "one_more", from: first.from };
  const { readings, expected } = await measure(rig.provider([...semrushMetrics, further]), rig.site);
  expect(expected).toBe(semrushMetrics.length + 1);
  expect(readings.at(-1)).toMatchObject({ metric: "one_more", value: rig.truthOf(rig.site)[first.id] });
});
