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
import type { KeyApiSimulator } from "./key-api-simulator.ts";
import type { AskContext, CallAnswer, MetricDeclaration, SiteProvider } from "./provider.ts";
import { ProviderClosed } from "./provider-closed.ts";
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

const members = [
  { id: "semrush", start: startSemrushSimulator, create: createSemrushProvider, metrics: semrushMetrics },
  {
    id: "similarweb",
    start: startSimilarwebSimulator,
    create: createSimilarwebProvider,
    metrics: similarwebMetrics,
  },
];

describe.each(members)("$id keeps the contract of a provider", ({ id, start, create, metrics }) => {
  let simulator: KeyApiSimulator;
  let provider: SiteProvider;
  const withKey = (key: string | null, declared: readonly MetricDeclaration[] = metrics): SiteProvider =>
    create({ baseUrl: simulator.url, key: () => Promise.resolve(key), isDemo: true, metrics: declared });

  beforeAll(async () => {
    simulator = await start({ clock: systemClock });
    provider = withKey(simulator.key);
  });
  afterAll(() => simulator.close());

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

  test("its name, budget and declarations belong together", () => {
    expect(provider.id).toBe(id);
    expect(provider.budget?.account.startsWith(`${id}:`)).toBe(true);
    const given = provider.calls.flatMap(({ gives }) => gives);
    const asked = provider.metrics.filter(({ from }) => from.kind !== "computed").map((metric) => metric.id);
    expect(given.toSorted()).toEqual(asked.toSorted());
    expect(provider.calls.every(({ gives }) => gives.length > 0)).toBe(true);
  });

  test("what it measures is what is true, with its evidence", async () => {
    for (const domain of ["shop-1.com", "boutique.fr", "xn--caf-dma.fr"]) {
      const { readings, obtained } = await measure(provider, domain);
      expect(obtained).toBe(provider.metrics.length);
      expect(Object.fromEntries(readings.map(({ metric, value }) => [metric, value]))).toEqual(
        Object.fromEntries(metrics.map((metric) => [metric.id, simulator.truthOf(domain)?.[metric.id]])),
      );
      for (const { provenance } of readings) {
        expect(provenance).toMatchObject({ source: "api", provider: id });
        expect(provenance?.page_hash).toMatch(/^[0-9a-f]{64}$/);
        expect(provenance?.url).not.toContain(simulator.key);
      }
    }
  });

  test("an answer can be written down and read again", async () => {
    const answers = await askAll(provider, "shop-1.com");
    expect(JSON.parse(JSON.stringify(answers))).toEqual(answers);
  });

  test("a website it does not know has no data, and says so for each metric", async () => {
    const { readings, obtained } = await measure(provider, "nobody.invalid");
    expect(obtained).toBe(0);
    expect(readings.map(({ reason }) => reason)).toEqual(metrics.map(() => "no_data"));
  });

  test("figures of another website are never taken", async () => {
    simulator.setFaults({ wrong_site: {} });
    const { readings } = await measure(provider, "shop-1.com");
    expect(readings.map(({ reason }) => reason)).toEqual(metrics.map(() => "wrong_site"));
    simulator.setFaults({});
  });

  test.each(["server_error", "html_instead", "cut", "hang"] as const)("%s is tried again", async (fault) => {
    simulator.setFaults({ [fault]: {} });
    const asked = provider.calls.map((call) => call.ask(context(), { domain: "shop-1.com" }));
    for (const outcome of await Promise.allSettled(asked)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(Transient) as unknown });
    }
    simulator.setFaults({});
  });

  test("429 waits as long as it was told", async () => {
    simulator.setFaults({ rate_limit: {} });
    for (const call of provider.calls) {
      const refusal = await call.ask(context(), { domain: "shop-1.com" }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(TryAgainLater);
      expect(refusal).toMatchObject({ afterMs: 1_000 });
    }
    simulator.setFaults({});
  });

  test("a refused key closes the provider, and a missing one is known without asking", async () => {
    const wrong = withKey("stolen").calls.map((call) => call.ask(context(), { domain: "shop-1.com" }));
    for (const asked of await Promise.allSettled(wrong)) {
      expect(asked).toMatchObject({ reason: { trouble: "wrong_credentials" } });
    }
    const before = simulator.requests().length;
    const keyless = withKey(null);
    expect(await keyless.trouble()).toMatchObject({ trouble: "no_credentials" });
    expect(await provider.trouble()).toBeNull();
    await expect(keyless.calls[0]?.ask(context(), { domain: "shop-1.com" })).rejects.toBeInstanceOf(
      ProviderClosed,
    );
    expect(simulator.requests()).toHaveLength(before);
  });

  test("a further metric is one more entry of its list", async () => {
    const [first] = metrics;
    if (first === undefined) throw new Error("the provider declares nothing");
    const further: MetricDeclaration = { ...standardMetrics[2], id: "one_more", from: first.from };
    const { readings, expected } = await measure(withKey(simulator.key, [...metrics, further]), "shop-1.com");
    expect(expected).toBe(metrics.length + 1);
    expect(readings.at(-1)).toMatchObject({
      metric: "one_more",
      value: simulator.truthOf("shop-1.com")?.[first.id],
    });
  });
});
