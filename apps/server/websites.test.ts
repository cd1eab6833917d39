import { until } from "@millrace/platform/testing";
import type {
  AlertRule,
  MetricDefinition,
  Website,
  WebsiteMetrics,
  WebsitesComparison,
} from "@millrace/sites/contract";
import { afterAll, expect, test } from "vitest";
import { listenTo } from "./testing/api-helpers.ts";
import { json, openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({ site: { posts: 1 } });
afterAll(() => house[Symbol.asyncDispose]());

interface Page {
  items: Website[];
  next_cursor: string | null;
}

interface Problem {
  code: string;
  field?: string;
  subject?: string;
}

const patch = (body: unknown): RequestInit => ({ ...json(body), method: "PATCH" });
const add = async (domain: string, more: object = {}): Promise<Website> =>
  (await house.call<Website>("/websites", json({ domain, workspace: "test", ...more }))).body;
const listed = async (query: string): Promise<string[]> =>
  (await house.call<Page>(`/websites?workspace=test&${query}`)).body.items.map(({ domain }) => domain);

/** One measurement with a value, an interval and a reason, as sessions save them. */
async function measure(website: Website): Promise<void> {
  const { pool } = house.database;
  const measurement = website.id.replace(/^.{8}/u, "99999999");
  await pool.query(
    `insert into sites.measurement (id, website_id, session_id, provider, measured_at, expected, obtained, outcome)
     values ($1, $2, 's', 'mytoolsplan', '2026-11-20T10:00:00Z', 8, 2, 'partial')`,
    [measurement, website.id],
  );
  for (const table of ["metric_reading", "metric_latest"])
    await pool.query(
      `insert into sites.${table} (measurement_id, website_id, metric, kind, value, low, high, unit, raw, reason, trust,
         provenance, observed_at)
       select $1, $2, metric, kind, value, low, high, 'count', raw, reason, 0.5, null, '2026-11-20T10:00:00Z'
       from (values ('organic_traffic', 'exact', 12000::float8, null::float8, null::float8, '=12K', null),
                    ('visits', 'interval', null, 1800000, 5300000, '1.8M - 5.3M', null),
                    ('bounce_rate', null, null, null, null, null, 'no_data'))
         as said(metric, kind, value, low, high, raw, reason)`,
      [measurement, website.id],
    );
  await pool.query(
    `update sites.website set provider = 'mytoolsplan', last_measurement_id = $1, expected = 8, obtained = 2,
       last_measured_at = '2026-11-20T10:00:00Z', missing = '{"bounce_rate": "no_data"}' where id = $2`,
    [measurement, website.id],
  );
}

test("a website is added by any address on it, once per workspace, and is pending until it is measured", async () => {
  const made = await house.call<Website>(
    "/websites",
    json({ domain: "https://www.Café.fr/panier?x=1", workspace: "test", name: "Café", tags: ["a", "a"] }),
  );
  expect(made).toMatchObject({
    status: 201,
    body: {
      domain: "xn--caf-dma.fr",
      name: "Café",
      tags: ["a"],
      status: "pending",
      metrics: {},
      trend: null,
    },
  });
  const { id } = made.body;
  expect(made.headers.get("location")).toBe(`/api/v1/websites/${id}`);
  expect((await house.call(`/websites/${id}`)).body).toEqual(made.body);
  const again = await house.call<Problem>("/websites", json({ domain: "café.fr", workspace: "test" }));
  expect(again).toMatchObject({ status: 409, body: { code: "website_exists", subject: id } });
  expect(await house.call("/websites", json({ domain: "café.fr" }))).toMatchObject({ status: 201 });
  expect(await house.call("/websites", json({ domain: "me@café.fr" }))).toMatchObject({
    status: 422,
    body: { field: "json.domain", code: "no_website" },
  });
});

test("changes are told live, kept in the audit trail, and only when something changed", async () => {
  await using live = await listenTo(`${house.url}/api/v1/stream`);
  const { id } = await add("changing.example");
  const changed = await house.call<Website>(`/websites/${id}`, patch({ name: "New", tags: ["x"] }));
  expect(changed.body).toMatchObject({ name: "New", tags: ["x"] });
  await house.call(`/websites/${id}`, patch({ tags: ["x"] }));
  await house.call(`/websites/${id}/archive`, { method: "PUT" });
  expect(await listed("")).not.toContain("changing.example");
  expect(await listed("archived=true")).toEqual(["changing.example"]);
  const back = await house.call<Website>(`/websites/${id}/archive`, { method: "DELETE" });
  expect(back.body).toMatchObject({ archived_at: null, name: "New" });
  const audit = await house.call<{ items: { action: string }[] }>(`/audit?subject=${id}`);
  const done = ["website.unarchived", "website.archived", "website.changed", "website.added"];
  expect(audit.body.items.map(({ action }) => action)).toEqual(done);
  await until("the changes are told", async () => live.of("website.changed").length >= done.length);
  expect(live.of("website.changed").at(-1)).toMatchObject({ subject: id, payload: back.body });
  const unknown = "01900000-0000-7000-8000-000000000000";
  expect(await house.call(`/websites/${unknown}`, patch({}))).toMatchObject({ status: 404 });
});

test("each expected metric is shown with its value, or with why there is none", async () => {
  const website = await add("measured.example");
  const before = await house.call<WebsiteMetrics>(`/websites/${website.id}/metrics`);
  const definitions = await house.call<{ items: MetricDefinition[] }>("/scraping/metrics");
  expect(definitions.body.items.length).toBeGreaterThanOrEqual(8);
  expect(before.body.metrics.length).toBeGreaterThanOrEqual(8);
  expect(new Set(before.body.metrics.map(({ reason }) => reason))).toEqual(new Set(["not_measured"]));
  await measure(website);
  const { body } = await house.call<WebsiteMetrics>(`/websites/${website.id}/metrics`);
  expect(body).toMatchObject({ domain: "measured.example", status: "partial", obtained: 2, expected: 8 });
  expect(body.metrics.map(({ metric, value, reason }) => [metric, value, reason])).toEqual(
    expect.arrayContaining([
      ["organic_traffic", 12_000, null],
      ["bounce_rate", null, "no_data"],
      ["conversion_rate", null, "not_measured"],
    ]),
  );
  const other = await add("other.example");
  const ids = `${other.id},${website.id.toUpperCase()}`;
  const compared = await house.call<WebsitesComparison>(`/websites/compare?ids=${ids}&metric=visits`);
  expect(compared.body.websites).toMatchObject([
    { domain: "other.example", metrics: [] },
    { domain: "measured.example", metrics: [{ metric: "visits", points: [{ low: 1_800_000 }] }] },
  ]);
});

test("a metric nobody declares is refused by name, wherever it is asked for", async () => {
  for (const field of ["sort", "trend", "missing"])
    expect(await house.call(`/websites?${field}=visit`)).toMatchObject({
      status: 400,
      body: { code: "unknown_metric", field: `query.${field}` },
    });
});

test("exports hold one row per website or per reading, unknown values as empty cells, and no formula", async () => {
  await house.call(
    "/websites",
    json({ domain: "blank.example", workspace: "test", name: "=1+1", tags: ["export"] }),
  );
  const filled = await add("filled.example", { tags: ["export"] });
  await measure(filled);
  const read = async (query: string): Promise<Record<string, string>[]> => {
    const answer = await house.call<string>(`/websites/export?workspace=test&tag=export&${query}`);
    expect(answer.headers.get("content-disposition")).toMatch(/filename="millrace-\w+-export-[\d-]+\.\w+"/u);
    const [head = "", ...lines] = answer.body.replace("\ufeff", "").trim().split("\r\n");
    return lines.map((line) => {
      const cells = line.split(",");
      return Object.fromEntries(head.split(",").map((name, at) => [name, cells[at] ?? ""]));
    });
  };
  expect(await read("format=csv")).toMatchObject([
    { domain: "blank.example", name: "'=1+1", coverage: "", organic_traffic: "", visits_low: "" },
    {
      domain: "filled.example",
      coverage: "0.25",
      organic_traffic: "12000",
      visits: "",
      visits_low: "1800000",
      visits_high: "5300000",
      bounce_rate_reason: "no_data",
    },
  ]);
  expect(await read("format=csv&shape=readings")).toMatchObject([
    {
      domain: "filled.example",
      metric: "organic_traffic",
      value: "12000",
      raw: "'=12K",
      provider: "mytoolsplan",
    },
    { metric: "visits", kind: "interval", value: "", high: "5300000" },
    { metric: "bounce_rate", kind: "", reason: "no_data" },
  ]);
  for (const format of ["jsonl", "parquet", "xlsx"])
    for (const shape of ["websites", "readings"]) {
      const answer = await fetch(`${house.url}/api/v1/websites/export?format=${format}&shape=${shape}`);
      expect([answer.status, (await answer.bytes()).length > 0 || format === "jsonl"]).toEqual([200, true]);
    }
});

test("who may not change alert rules sees the host of their channel, not its address", async () => {
  const url = "https://hooks.slack.example/services/T0/B0/secret";
  const rule = {
    name: "Visits fall",
    metric: "visits",
    condition: { kind: "falls_by", percent: 30, days: 7 },
    channel: { kind: "slack", url },
  };
  expect((await house.call("/scraping/alerts", json(rule))).status).toBe(201);
  const addresses = async (headers: Record<string, string>): Promise<string[]> =>
    (await house.call<{ items: AlertRule[] }>("/scraping/alerts", { headers })).body.items.map(
      ({ channel }) => channel.url,
    );
  expect(await addresses(await house.signIn("viewer"))).toEqual(["https://hooks.slack.example"]);
  expect(await addresses(await house.signIn("editor"))).toEqual([url]);
});
