import { ManualClock, systemClock } from "@millrace/platform/clock";
import { expect, test } from "vitest";
import { demoYotpoApiKey, demoYotpoGuid, startYotpoLoyaltySimulator } from "../yotpo-loyalty/simulator.ts";
import type { ShopSimulator } from "./simulator/start-shop.ts";

const quick = { latencyMs: 0, throttle: false };
const startMs = Date.UTC(2026, 10, 29);

interface Page {
  customers: { email: string | null; points_balance: number }[];
  metadata: { next_page_info: string | null };
}

function ask(shop: ShopSimulator, cursor: string | null = null, perPage = 100): Promise<Response> {
  const url = new URL(`${shop.url}/api/v2/customers/recent?per_page=${perPage}`);
  if (cursor !== null) url.searchParams.set("page_info", cursor);
  return fetch(url, { headers: { "x-guid": demoYotpoGuid, "x-api-key": demoYotpoApiKey } });
}

async function pageOf(response: Promise<Response>): Promise<Page> {
  return (await (await response).json()) as Page;
}

function admin(shop: ShopSimulator, path: string, body?: unknown): Promise<Response> {
  const init = {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  };
  return fetch(`${shop.url}/_simulator/${path}`, body === undefined ? {} : init);
}

test("the same seed is the same customers, another one is others", async () => {
  await using one = await startYotpoLoyaltySimulator({ clock: systemClock, ...quick });
  await using same = await startYotpoLoyaltySimulator({ clock: systemClock, ...quick });
  await using other = await startYotpoLoyaltySimulator({
    clock: systemClock,
    seed: "other",
    ...quick,
  });
  expect(one.customers()).toHaveLength(1_200);
  expect(same.customers()).toEqual(one.customers());
  expect(other.customers()).not.toEqual(one.customers());
});

test("ten million customers are served from any place without being made first", async () => {
  await using shop = await startYotpoLoyaltySimulator({
    clock: systemClock,
    customers: 10_000_000,
    isNewestFirst: true,
    ...quick,
  });
  const page = await pageOf(ask(shop));
  expect(page.customers[0]?.email).toBe("customer-9999999@shop.example");
  const next = await pageOf(ask(shop, page.metadata.next_page_info));
  expect(next.customers[0]?.email).toBe("customer-9999899@shop.example");
});

test("five requests pass in any second, and the sixth is refused with the time to wait or without", async () => {
  const clock = new ManualClock(startMs);
  await using shop = await startYotpoLoyaltySimulator({ clock, latencyMs: 0 });
  const remaining: (string | null)[] = [];
  for (let sent = 0; sent < 5; sent += 1) {
    const { status, headers } = await ask(shop);
    remaining.push(headers.get("ratelimit-remaining"));
    expect([status, headers.get("ratelimit-reset")]).toEqual([200, null]);
    clock.advance(100);
  }
  expect(remaining).toEqual(["4", "3", "2", "1", "0"]);
  const refused = await ask(shop);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  shop.setSettings({ hasRetryAfter: false, hasReset: true });
  const silent = await ask(shop);
  expect([silent.status, silent.headers.get("retry-after"), silent.headers.get("ratelimit-reset")]).toEqual([
    429,
    null,
    "1",
  ]);
  clock.advance(500);
  expect((await ask(shop)).status).toBe(200);
  expect((await ask(shop)).status).toBe(429);
  expect(shop.stats()).toMatchObject({ requests: 9, refused: 3, most_in_a_second: 5 });
});

test("somebody else uses the same account", async () => {
  const clock = new ManualClock(startMs);
  await using shop = await startYotpoLoyaltySimulator({ clock, latencyMs: 0 });
  await admin(shop, "others", { take: 2 });
  expect((await ask(shop)).headers.get("ratelimit-remaining")).toBe("2");
  clock.advance(10_000);
  await admin(shop, "others", { requests_per_second: 4 });
  clock.advance(2_000);
  expect((await ask(shop)).headers.get("ratelimit-remaining")).toBe("0");
  expect(shop.stats()).toMatchObject({ others_permitted: 2 + 9, others_refused: 0 });
  expect((await ask(shop)).status).toBe(429);
});

test("customers change, come and go while they are being read", async () => {
  await using shop = await startYotpoLoyaltySimulator({
    clock: systemClock,
    customers: 250,
    ...quick,
  });
  const first = await pageOf(ask(shop));
  await admin(shop, "customers", { change_every: 2, add_points: 1_000, delete_index: 120, add: 5 });
  const again = await pageOf(ask(shop));
  expect(again.customers.map(({ points_balance: points }) => points)).toEqual(
    first.customers.map(({ points_balance: points }, index) => points + (index % 2 === 1 ? 1_000 : 0)),
  );
  const second = await pageOf(ask(shop, first.metadata.next_page_info));
  const third = await pageOf(ask(shop, second.metadata.next_page_info));
  const addresses = [...second.customers, ...third.customers].map(({ email }) => email);
  expect(addresses).not.toContain("customer-120@shop.example");
  expect([addresses.length, addresses.at(-1), third.metadata.next_page_info]).toEqual([
    154,
    "customer-254@shop.example",
    null,
  ]);
  await admin(shop, "customers", { delete_every: 10 });
  const truth = (await (await admin(shop, "customers?offset=220&limit=50")).json()) as {
    total: number;
    customers: unknown[];
  };
  expect([truth.total, truth.customers.length]).toEqual([254 - 25, 9]);
});

test("a drift happens by itself after every few pages", async () => {
  await using shop = await startYotpoLoyaltySimulator({
    clock: systemClock,
    customers: 300,
    ...quick,
    drift: { everyPages: 2, change: { add: 10 } },
  });
  let cursor: string | null = null;
  let seen = 0;
  do {
    const page = await pageOf(ask(shop, cursor));
    seen += page.customers.length;
    cursor = page.metadata.next_page_info;
  } while (cursor !== null);
  expect(seen).toBe(310);
});

test("a cursor lapses, and one that was made up is none", async () => {
  const clock = new ManualClock(startMs);
  await using shop = await startYotpoLoyaltySimulator({
    clock,
    ...quick,
    cursorLifetimeMs: 60_000,
  });
  const { metadata } = await pageOf(ask(shop));
  expect((await ask(shop, metadata.next_page_info)).status).toBe(200);
  clock.advance(60_001);
  expect((await ask(shop, metadata.next_page_info)).status).toBe(400);
  expect((await ask(shop, "made-up")).status).toBe(400);
});

test("pages are no larger than the shop permits, and the same whether written before or not", async () => {
  await using shop = await startYotpoLoyaltySimulator({ clock: systemClock, ...quick });
  expect((await pageOf(ask(shop, null, 1_000))).customers).toHaveLength(100);
  await admin(shop, "settings", { perPageMax: 1_000 });
  const page = await pageOf(ask(shop, null, 1_000));
  expect(page.customers).toHaveLength(1_000);
  expect((await pageOf(ask(shop, null, 1_000))).customers).toEqual(page.customers);
});

test("what was asked is remembered until a reset, and the front page shows customers", async () => {
  await using shop = await startYotpoLoyaltySimulator({ clock: systemClock, ...quick });
  await ask(shop);
  await fetch(`${shop.url}/api/v2/customers/recent`);
  expect(shop.requests()).toMatchObject([
    { number: 1, status: 200, customers: 100, fault: null },
    { number: 2, status: 401, customers: 0 },
  ]);
  expect(await (await fetch(shop.url)).text()).toContain("customer-0@shop.example");
  expect((await admin(shop, "faults", { nonsense: {} })).status).toBe(400);
  expect((await admin(shop, "reset", {})).status).toBe(204);
  expect(shop.stats()).toMatchObject({ requests: 0, first_at_ms: null });
});
