import { inTransaction } from "@millrace/platform/db";
import { newId } from "@millrace/platform/ids";
import { createTestDatabase } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import { websiteFilters, websiteOrder, type MetricReading, type Website } from "../contract.ts";
import { addWebsite } from "./add-website.ts";
import { getWebsite } from "./get-website.ts";
import { allWebsites, listWebsites } from "./list-websites.ts";
import { reconcileExpected } from "./reconcile-expected.ts";
import { saveMeasurement } from "./save-measurement.ts";
import { summariseWebsites } from "./summarise-websites.ts";
import { readHistory, readLatest } from "./website-readings.ts";

const database = await createTestDatabase();
afterAll(() => database[Symbol.asyncDispose]());

const now = Date.parse("2026-11-24T12:00:00Z");
const hoursAgo = (hours: number): string => new Date(now - hours * 3_600_000).toISOString();
const declared = ["organic_traffic", "visits", "bounce_rate"];

interface Given {
  hours: number;
  visits?: number | [low: number, high: number];
  organic?: number;
  bounce?: number;
}

function reading(metric: string, value: Given["visits"], observedAt: string): MetricReading {
  const [low, high] = Array.isArray(value) ? value : [null, null];
  const kind = value === undefined ? null : Array.isArray(value) ? "interval" : "exact";
  return {
    metric,
    kind,
    value: typeof value === "number" ? value : null,
    low,
    high,
    unit: metric === "bounce_rate" ? "ratio" : "count",
    raw: null,
    reason: kind === null ? "no_data" : null,
    detail: null,
    trust: kind === null ? null : 0.75,
    provenance: null,
    observed_at: observedAt,
  };
}

async function measure(websiteId: string, { hours, visits, organic = 5_000, bounce }: Given): Promise<void> {
  const measuredAt = hoursAgo(hours);
  const given = { organic_traffic: organic, visits, bounce_rate: bounce };
  await inTransaction(database.pool, (client) =>
    saveMeasurement(client, {
      id: newId(),
      websiteId,
      sessionId: newId(),
      provider: "portal",
      measuredAt,
      outcome: "partial",
      declared,
      readings: Object.entries(given).map(([metric, value]) => reading(metric, value, measuredAt)),
    }),
  );
}

async function site(
  domain: string,
  tags: string[],
  measured: Given[],
  name: string | null = null,
): Promise<string> {
  const id = newId();
  await addWebsite(database.pool, { id, workspace: "production", domain, name, tags });
  for (const given of measured) await measure(id, given);
  return id;
}

const ids = {
  never: await site("never.example", ["new"], []),
  fresh: await site(
    "fresh.example",
    ["shop", "france"],
    [{ hours: 1, visits: 300, bounce: 0.5 }],
    "Café Frais",
  ),
  stale: await site("stale.example", ["shop"], [{ hours: 25, visits: 20, bounce: 0.25 }]),
  range: await site("range.example", ["shop"], [{ hours: 2, visits: [100, 900] }]),
  small: await site("small.example", [], [{ hours: 30, visits: 7, organic: 12 }]),
  twice: await site(
    "twice.example",
    ["shop"],
    [
      { hours: 60, visits: 1_000, bounce: 0.1 },
      { hours: 48, visits: 2_000, bounce: 0.2 },
      { hours: 3, bounce: 0.3 },
    ],
  ),
};
const nameOf = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
const namesOf = (websites: readonly Website[]): string[] => websites.map(({ id }) => nameOf.get(id) ?? id);

async function listed(query: object, order: object = {}): Promise<string[]> {
  const filters = websiteFilters.parse(query);
  return namesOf(
    await Array.fromAsync(allWebsites(database.pool, { filters, order: websiteOrder.parse(order), now })),
  );
}

test.each([
  ["domain", ["fresh", "never", "range", "small", "stale", "twice"], 0],
  ["created_at", ["never", "fresh", "stale", "range", "small", "twice"], 0],
  ["last_measured_at", ["small", "stale", "twice", "range", "fresh"], 1],
  ["bounce_rate", ["stale", "twice", "fresh"], 3],
  // An interval stands at its middle; the newest reading counts, also when it found nothing.
  ["visits", ["small", "stale", "fresh", "range"], 2],
] as const)(
  "a list by %s is in order both ways, unknown values last, page by page",
  async (sort, known, unknown) => {
    for (const direction of ["asc", "desc"] as const) {
      const order = websiteOrder.parse({ sort, direction });
      const found: Website[] = [];
      let cursor: string | undefined;
      do {
        const page = await listWebsites(database.pool, {
          filters: websiteFilters.parse({}),
          order,
          limit: 2,
          cursor,
          now,
        });
        found.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(namesOf(found).slice(0, known.length)).toEqual(direction === "asc" ? known : known.toReversed());
      expect(new Set(namesOf(found)).size).toBe(known.length + unknown);
    }
  },
);

test("lists by status and by coverage keep equal ones in a lasting order", async () => {
  expect(await listed({}, { sort: "status" })).toEqual([
    "never",
    "stale",
    "range",
    "twice",
    "fresh",
    "small",
  ]);
  const byCoverage = await listed({}, { sort: "coverage", direction: "desc" });
  expect(byCoverage).toEqual(["fresh", "stale", "range", "small", "twice", "never"]);
});

test("a place of one order is refused in another, and so is any other text", async () => {
  const ask = (order: object, cursor: string) =>
    listWebsites(database.pool, {
      filters: websiteFilters.parse({}),
      order: websiteOrder.parse(order),
      limit: 1,
      cursor,
      now,
    });
  const first = await listWebsites(database.pool, {
    filters: websiteFilters.parse({}),
    order: websiteOrder.parse({}),
    limit: 1,
    now,
  });
  const place = (value: unknown, sort: string) =>
    Buffer.from(JSON.stringify({ sort, direction: "asc", value, id: ids.fresh })).toString("base64url");
  const wrong = [
    ask({ sort: "visits" }, first.next_cursor ?? ""),
    ask({ direction: "desc" }, first.next_cursor ?? ""),
    ask({}, "nonsense"),
    ask({}, place("\0", "domain")),
    ask({}, place(1, "domain")),
    ask({ sort: "visits" }, place("a", "visits")),
    ask({ sort: "created_at" }, place(1e300, "created_at")),
  ];
  for (const refused of wrong) await expect(refused).rejects.toMatchObject({ code: "invalid_cursor" });
});

test("filters find by status, tag, words, address, age and missing metric", async () => {
  expect(await listed({ status: "pending" })).toEqual(["never", "stale"]);
  expect(await listed({ status: "na" })).toEqual(["small"]);
  expect(await listed({ status: "partial" })).toEqual(["range", "twice"]);
  expect(await listed({ tag: "shop" })).toEqual(["fresh", "range", "stale", "twice"]);
  expect(await listed({ q: "FRAIS" })).toEqual(["fresh"]);
  expect(await listed({ q: "%" })).toEqual([]);
  expect(await listed({ q: "https://www.range.example/about" })).toEqual(["range"]);
  expect(await listed({ measured_before: hoursAgo(24) })).toEqual(["never", "small", "stale"]);
  expect(await listed({ missing: "visits" })).toEqual(["never", "twice"]);
  expect(await listed({ archived: "true" })).toEqual([]);
  expect(await listed({ workspace: "test" })).toEqual([]);
});

test("completed is pending again after 24 hours, too small stays too small", async () => {
  const statusAt = async (id: string, at: string) =>
    (await getWebsite(database.pool, id, Date.parse(at)))?.status;
  expect(await statusAt(ids.fresh, hoursAgo(-23))).toBe("completed");
  expect(await statusAt(ids.fresh, hoursAgo(-23.1))).toBe("pending");
  expect(await statusAt(ids.small, hoursAgo(-1_000))).toBe("na");
});

test("a website shows its newest reading of each metric, and the values of the one asked for as a trend", async () => {
  const { items } = await listWebsites(database.pool, {
    filters: websiteFilters.parse({ q: "twice" }),
    order: websiteOrder.parse({ trend: "visits" }),
    limit: 5,
    now,
  });
  expect(items).toMatchObject([
    {
      status: "partial",
      obtained: 2,
      expected: 3,
      missing: { visits: "no_data" },
      metrics: {
        visits: { kind: null, value: null },
        bounce_rate: { kind: "exact", value: 0.3, unit: "ratio" },
      },
      trend: [
        { at: hoursAgo(60), value: 1_000 },
        { at: hoursAgo(48), value: 2_000 },
      ],
    },
  ]);
});

test("history gives one metric or all, since an instant or ever, with the reason where there is no value", async () => {
  const all = await readHistory(database.pool, [ids.twice, ids.never], {});
  expect(all.get(ids.never)).toEqual([]);
  expect(all.get(ids.twice)?.map(({ metric, points }) => [metric, points.length])).toEqual([
    ["bounce_rate", 3],
    ["organic_traffic", 3],
    ["visits", 3],
  ]);
  const range = { metric: "visits", since: hoursAgo(50) };
  const [visits] = (await readHistory(database.pool, [ids.twice], range)).get(ids.twice) ?? [];
  expect(visits?.points).toMatchObject([
    { observed_at: hoursAgo(48), value: 2_000, reason: null },
    { observed_at: hoursAgo(3), value: null, reason: "no_data" },
  ]);
  const latest = (await readLatest(database.pool, [ids.twice])).get(ids.twice);
  expect(latest?.map(({ metric, value, trust }) => [metric, value, trust])).toEqual([
    ["bounce_rate", 0.3, 0.75],
    ["organic_traffic", 5_000, 0.75],
    ["visits", null, null],
  ]);
});

test("the summary counts every status, what is missing and why, and the tags", async () => {
  expect(await summariseWebsites(database.pool, "production", now)).toEqual({
    total: 6,
    by_status: { pending: 2, partial: 2, completed: 1, failed: 0, na: 1 },
    archived: 0,
    obtained: 12,
    expected: 15,
    missing: [
      { metric: "bounce_rate", reason: "no_data", count: 2 },
      { metric: "visits", reason: "no_data", count: 1 },
    ],
    tags: [
      { tag: "shop", count: 4 },
      { tag: "france", count: 1 },
      { tag: "new", count: 1 },
    ],
  });
  expect(await summariseWebsites(database.pool, "test", now)).toMatchObject({
    total: 0,
    missing: [],
    tags: [],
  });
});

test("a ninth metric of a provider makes its websites partial at once, and nothing else is touched", async () => {
  const reconcile = (metrics: string[]) =>
    inTransaction(database.pool, (client) => reconcileExpected(client, new Map([["portal", metrics]])));
  expect(await reconcile(declared)).toEqual([]);
  expect(await reconcile([...declared, "conversion_rate"])).toEqual(["production"]);
  expect(await getWebsite(database.pool, ids.fresh, now)).toMatchObject({
    status: "partial",
    obtained: 3,
    expected: 4,
    missing: { conversion_rate: "not_measured" },
  });
  expect(await getWebsite(database.pool, ids.never, now)).toMatchObject({ status: "pending", expected: 0 });
  expect(await reconcile([...declared, "conversion_rate"])).toEqual([]);
  expect(await reconcile(declared)).toEqual(["production"]);
  expect(await getWebsite(database.pool, ids.fresh, now)).toMatchObject({ status: "completed", missing: {} });
});
