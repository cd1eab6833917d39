import { TryAgainLater } from "@millrace/platform/errors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBudgets, type Budget, type PoliteClient } from "./index.ts";
import { generousBudget, get, openTestHouse, serve, type TestHouse, type TestServer } from "./test-kit.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

/** So long that no test sees its end: what is asserted are counts. */
const periodMs = 10_000_000;
const limit = 10;

const tenPerPeriod = (account: string, more: Partial<Budget> = {}): Budget => ({
  account,
  requestsPerPeriod: limit,
  periodMs,
  burst: limit,
  concurrencyPerHost: 1,
  jitterMs: 0,
  ...more,
});

/** A vendor who permits ten requests in all, says how many are left, and refuses the rest. */
async function openShop(): Promise<TestServer & { used: () => number; refused: () => number }> {
  let used = 0;
  let refused = 0;
  const server = await serve((_request, response) => {
    if (used < limit) used += 1;
    else refused += 1;
    response.setHeader("RateLimit-Remaining", limit - used);
    response.writeHead(refused > 0 ? 429 : 200).end("ok");
  });
  return { ...server, used: () => used, refused: () => refused };
}

/** Somebody else with the same account, who knows nothing of our budget. */
async function visit(shop: TestServer, times: number): Promise<void> {
  for (let left = times; left > 0; left -= 1) await fetch(shop.origin);
}

/** Sends until our own side says that it is enough; gives the number of requests sent. */
async function sendAll(client: PoliteClient, url: string, account: string): Promise<number> {
  for (let sent = 0; ; sent += 1) {
    const error = await client.fetch(get(url, { account })).then(
      () => null,
      (fault: unknown) => fault,
    );
    if (error === null) continue;
    expect(error).toBeInstanceOf(TryAgainLater);
    expect(error).not.toMatchObject({ facts: { status: 429 } });
    return sent;
  }
}

test("whoever is alone spends the limit to its last request", async () => {
  await using shop = await openShop();
  const budget = tenPerPeriod("alone");
  await using client = house.client({ budgets: [budget] });
  expect(await sendAll(client, shop.origin, budget.account)).toBe(10);
  expect(shop.refused()).toBe(0);
});

test("what somebody else used is left out, by every process, before the vendor has to say no", async () => {
  await using shop = await openShop();
  const budget = tenPerPeriod("with-others");
  await using one = house.client({ budgets: [budget] });
  await using two = house.client({ budgets: [budget] });
  await visit(shop, 4);
  await one.fetch(get(shop.origin, { account: budget.account }));
  expect(await sendAll(two, shop.origin, budget.account)).toBe(5);
  expect(await sendAll(one, shop.origin, budget.account)).toBe(0);
  expect([shop.used(), shop.refused()]).toEqual([10, 0]);
  const report = (await readBudgets(house.database.pool)).find(({ account }) => account === budget.account);
  expect(report).toMatchObject({ spent: 10, allowed: 10 });
});

test("the share of others stays free, on top of what they are using", async () => {
  await using shop = await openShop();
  const quiet = tenPerPeriod("reserved", { reservedRequests: 2 });
  await using client = house.client({ budgets: [quiet] });
  expect(await sendAll(client, shop.origin, quiet.account)).toBe(8);
  await visit(shop, 2);
  expect([shop.used(), shop.refused()]).toEqual([10, 0]);

  await using busyShop = await openShop();
  const busy = tenPerPeriod("reserved-and-used", { reservedRequests: 2 });
  await using other = house.client({ budgets: [busy] });
  await visit(busyShop, 4);
  expect(await sendAll(other, busyShop.origin, busy.account)).toBe(4);
  await visit(busyShop, 2);
  expect([busyShop.used(), busyShop.refused()]).toEqual([10, 0]);
});

test("somebody who comes after each of our requests is seen each time", async () => {
  await using shop = await openShop();
  const budget = tenPerPeriod("in-turns", { reservedRequests: 1 });
  await using client = house.client({ budgets: [budget] });
  for (let turn = 1; turn <= 5; turn += 1) {
    await client.fetch(get(shop.origin, { account: budget.account }));
    await visit(shop, 1);
  }
  expect(await sendAll(client, shop.origin, budget.account)).toBe(0);
  expect([shop.used(), shop.refused()]).toEqual([10, 0]);
});

test("a spent limit of another window pauses the account until it starts again", async () => {
  await using site = await serve((_request, response) => {
    response.setHeader("RateLimit", '"second";r=4;t=1, "day";r=0;t=3600');
    response.setHeader("RateLimit-Policy", '"second";q=5;w=1, "day";q=1000;w=86400');
    response.end("ok");
  });
  const budget = { ...generousBudget("daily-quota"), requestsPerPeriod: 5, periodMs: 1_000 };
  await using client = house.client({ budgets: [budget] });
  await client.fetch(get(site.origin, { account: budget.account }));
  await expect(client.fetch(get(site.origin, { account: budget.account }))).rejects.toMatchObject({
    rung: "try_again_later",
    afterMs: expect.toSatisfy((ms: number) => ms > 3_500_000 && ms <= 3_600_000),
  });
  expect(site.requests).toHaveLength(1);
});

test("Retry-After holds the account back with any refusal, and not with a success", async () => {
  const statuses = [202, 403];
  await using site = await serve((_request, response) => {
    response.writeHead(statuses.shift() ?? 500, { "retry-after": "40" }).end();
  });
  const account = "asked-to-wait";
  await using client = house.client({ budgets: [generousBudget(account)] });
  expect((await client.fetch(get(site.origin, { account }))).status).toBe(202);
  expect((await client.fetch(get(site.origin, { account }))).status).toBe(403);
  await expect(client.fetch(get(site.origin, { account }))).rejects.toMatchObject({
    rung: "try_again_later",
  });
  expect(site.requests).toHaveLength(2);
});

test("a 429 without a word waits one period of its account, twice as long each time in a row", async () => {
  const statuses = [429, 429, 429, 200, 429];
  await using site = await serve((_request, response) => response.writeHead(statuses.shift() ?? 200).end());
  const budget = { ...generousBudget("silent"), periodMs: 40 };
  await using client = house.client({ budgets: [budget] });
  const waits: (number | null)[] = [];
  while (waits.length < 5) {
    const error = await client.fetch(get(site.origin, { account: budget.account })).then(
      () => null,
      (fault: unknown) => fault,
    );
    // Our own pause is no answer of the vendor.
    if (error === null) waits.push(null);
    else if (error instanceof TryAgainLater && error.facts["status"] === 429) waits.push(error.afterMs);
  }
  expect(waits).toEqual([40, 80, 160, null, 40]);
});
