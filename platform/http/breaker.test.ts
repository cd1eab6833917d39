import { afterAll, beforeAll, expect, test } from "vitest";
import { BreakerOpen, readBreakers } from "./index.ts";
import { defaultBreakerSettings, SharedBreaker } from "./breaker.ts";
import { get, openTestHouse, serve, type TestHouse } from "./test-kit.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

/** Lets time pass for the breaker: its open time is over. */
async function endOpenTime(vendor: string): Promise<void> {
  await house.database.pool.query(
    "update millrace.http_breaker set open_until = clock_timestamp() where vendor = $1",
    [vendor],
  );
}

async function stateOf(vendor: string) {
  return (await readBreakers(house.database.pool)).find((breaker) => breaker.vendor === vendor);
}

const settings = { failuresToOpen: 3, viewMs: 0 };

test("failures seen by two clients open it for both, and then neither sends anything", async () => {
  await using site = await serve((_request, response) => response.writeHead(500).end());
  await using one = house.client({ breaker: settings });
  await using two = house.client({ breaker: settings });
  const vendor = "shared";
  for (const client of [one, two, one]) {
    await expect(client.fetch(get(site.origin, { vendor }))).rejects.toMatchObject({ rung: "transient" });
  }
  for (const client of [one, two]) {
    await expect(client.fetch(get(site.origin, { vendor }))).rejects.toMatchObject({
      rung: "try_again_later",
      afterMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= 10_000),
    });
  }
  expect(site.requests).toHaveLength(3);
  expect(await stateOf(vendor)).toMatchObject({
    state: "open",
    failures: 3,
    lastFailure: expect.stringContaining("500"),
  });
});

test("a success in between starts the count again", async () => {
  const statuses = [500, 500, 200, 500, 500, 200];
  await using site = await serve((_request, response) => response.writeHead(statuses.shift() ?? 200).end());
  await using client = house.client({ breaker: settings });
  const vendor = "sometimes";
  for (let left = statuses.length; left > 0; left -= 1)
    await client.fetch(get(site.origin, { vendor })).catch(() => null);
  expect(site.requests).toHaveLength(6);
  expect(await stateOf(vendor)).toMatchObject({ state: "closed", failures: 0 });
});

test("half of the last twenty failing opens it although successes lie between", async () => {
  let count = 0;
  await using site = await serve((_request, response) =>
    response.writeHead((count += 1) % 2 === 0 ? 200 : 500).end(),
  );
  await using client = house.client({ breaker: settings });
  const vendor = "coin";
  for (let left = 25; left > 0; left -= 1) await client.fetch(get(site.origin, { vendor })).catch(() => null);
  expect(await stateOf(vendor)).toMatchObject({ state: "open" });
  expect(site.requests.length).toBeLessThan(25);
});

test("when the open time is over, exactly one of many clients probes; its success lets all in", async () => {
  let isHealthy = false;
  const held: (() => void)[] = [];
  await using site = await serve((_request, response) => {
    if (isHealthy) held.push(() => response.end("ok"));
    else response.writeHead(500).end();
  });
  const clients = Array.from({ length: 6 }, () => house.client({ breaker: settings }));
  const vendor = "probed";
  for (const client of clients.slice(0, 3))
    await client.fetch(get(site.origin, { vendor })).catch(() => null);
  isHealthy = true;
  await endOpenTime(vendor);
  expect(await stateOf(vendor)).toMatchObject({ state: "half-open" });

  let refused = 0;
  const outcomes = clients.map((client) =>
    client.fetch(get(site.origin, { vendor })).then(
      () => "ok",
      (error) => {
        refused += 1;
        return error.rung;
      },
    ),
  );
  await expect.poll(() => held.length).toBe(1);
  await expect.poll(() => refused).toBe(5);
  held.shift()?.();
  const ended = await Promise.all(outcomes);
  expect(ended.filter((outcome) => outcome === "ok")).toHaveLength(1);
  expect(ended.filter((outcome) => outcome === "try_again_later")).toHaveLength(5);
  expect(site.requests).toHaveLength(4);
  expect(await stateOf(vendor)).toMatchObject({ state: "closed", failures: 0 });

  const again = clients.map((client) => client.fetch(get(site.origin, { vendor })));
  await expect.poll(() => held.length).toBe(6);
  for (const answer of held) answer();
  await Promise.all(again);
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
});

test("each failed probe opens it twice as long, up to the longest", async () => {
  await using site = await serve((_request, response) => response.writeHead(500).end());
  await using client = house.client({
    breaker: { failuresToOpen: 1, viewMs: 0, openMs: 100_000, longestOpenMs: 350_000 },
  });
  const vendor = "down";
  const waits: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    await expect(client.fetch(get(site.origin, { vendor }))).rejects.toMatchObject({ rung: "transient" });
    const wait = await client.fetch(get(site.origin, { vendor })).catch((error) => error.afterMs);
    waits.push(Math.round(wait / 50_000) * 50_000);
    await endOpenTime(vendor);
  }
  expect(waits).toEqual([100_000, 200_000, 350_000, 350_000]);
});

test("an aborted probe leaves the probe to the next caller, a dead process's claim lapses", async () => {
  const key = { vendor: "claimed", host: "a.example" };
  const breaker = new SharedBreaker(house.database.pool, {
    ...defaultBreakerSettings,
    failuresToOpen: 1,
    viewMs: 0,
  });
  await (await breaker.enter(key)).failed("boom");
  await endOpenTime(key.vendor);
  await (await breaker.enter(key)).unused();
  await breaker.enter(key);
  // The process that holds this ticket is never heard of again.
  await expect(breaker.enter(key)).rejects.toBeInstanceOf(BreakerOpen);
  await house.database.pool.query(
    "update millrace.http_breaker set probe_until = clock_timestamp() where vendor = $1",
    [key.vendor],
  );
  await (await breaker.enter(key)).succeeded();
  expect(await stateOf(key.vendor)).toMatchObject({ state: "closed" });
});

test("what says nothing about the host's health does not open it: 4xx, 429, too large, aborted", async () => {
  await using site = await serve((request, response) => {
    if (request.url === "/slow") return;
    response.writeHead(Number(request.url?.slice(1))).end("x".repeat(100));
  });
  await using client = house.client({ breaker: { failuresToOpen: 1, viewMs: 0 } });
  const vendor = "healthy";
  await client.fetch(get(`${site.origin}/404`, { vendor }));
  await expect(client.fetch(get(`${site.origin}/429`, { vendor }))).rejects.toMatchObject({
    rung: "try_again_later",
  });
  await expect(client.fetch(get(`${site.origin}/200`, { vendor, maxBytes: 10 }))).rejects.toMatchObject({
    rung: "rejected",
  });
  const abort = new AbortController();
  const aborted = client.fetch(get(`${site.origin}/slow`, { vendor, signal: abort.signal }));
  await expect.poll(() => site.requests.length).toBe(4);
  abort.abort(new Error("cancelled"));
  await expect(aborted).rejects.toThrow("cancelled");
  expect(await stateOf(vendor)).toBeUndefined();
  expect((await client.fetch(get(`${site.origin}/200`, { vendor }))).status).toBe(200);
});
