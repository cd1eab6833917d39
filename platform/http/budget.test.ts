import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BudgetGate } from "./budget.ts";
import { leasePermits } from "./budget-lease.ts";
import { readBudgets, type Budget } from "./index.ts";
import { openTestHouse, serve, type TestHouse, type TestServer } from "./test-kit.ts";

let house: TestHouse;
let folder: string;
beforeAll(async () => {
  house = await openTestHouse();
  folder = await mkdtemp(join(tmpdir(), "millrace-budget-"));
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;

function sender(site: string, budget: Budget): ChildProcess {
  const script = fileURLToPath(new URL("./budget-sender.fixture.ts", import.meta.url));
  return fork(script, [house.database.url, site, JSON.stringify(budget), folder], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: [],
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** When each request left its process, in order, ms since the epoch. Each carries it, and none arrived before it left. */
function departures(site: TestServer): number[] {
  return site.requests
    .map(({ headers, atMs }) => {
      const sentAtMs = Number(headers["x-sent-at"]);
      // Clocks of two processes, each with an origin of its own.
      expect(sentAtMs).toBeLessThanOrEqual(performance.timeOrigin + atMs + 5);
      return sentAtMs;
    })
    .toSorted((one, other) => one - other);
}

/** The most requests that left within any window of the period. */
function fullestWindow(sent: readonly number[], periodMs: number): number {
  let most = 0;
  for (let first = 0, last = 0; last < sent.length; last += 1) {
    while ((sent[last] ?? 0) - (sent[first] ?? 0) >= periodMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

test(
  "four processes share a budget: no window is overfull and at most 3 % stays unspent",
  { timeout: 60_000 },
  async () => {
    const budget: Budget = {
      account: "shared",
      requestsPerPeriod: 200,
      periodMs: 10_000,
      burst: 50,
      concurrencyPerHost: 6,
      jitterMs: 0,
    };
    await using site = await serve((_request, response) => response.end("ok"));
    const children = Array.from({ length: 4 }, () => sender(site.origin, budget));
    const periods = 2;
    const endOf = () => (site.requests[0]?.atMs ?? Number.POSITIVE_INFINITY) + periods * budget.periodMs;
    await expect.poll(() => performance.now() > endOf(), { timeout: 50_000, interval: 100 }).toBe(true);
    await Promise.all(children.map(kill));

    const sent = departures(site);
    const spent = sent.filter((atMs) => atMs < (sent[0] ?? 0) + periods * budget.periodMs).length;
    expect(fullestWindow(sent, budget.periodMs)).toBeLessThanOrEqual(budget.requestsPerPeriod);
    expect(spent).toBeGreaterThanOrEqual(0.97 * periods * budget.requestsPerPeriod);
    expect(spent).toBeLessThanOrEqual(periods * budget.requestsPerPeriod);
  },
);

test("processes killed at any moment lose permits and never double one", { timeout: 60_000 }, async () => {
  const budget: Budget = {
    account: "killed",
    requestsPerPeriod: 100,
    periodMs: 2_000,
    burst: 20,
    concurrencyPerHost: 20,
    jitterMs: 0,
  };
  await using site = await serve((_request, response) => response.end("ok"));
  const survivor = sender(site.origin, budget);
  for (let round = 1; round <= 6; round += 1) {
    const victim = sender(site.origin, budget);
    const arrived = site.requests.length;
    await expect
      .poll(() => site.requests.length, { timeout: 20_000, interval: 5 })
      .toBeGreaterThan(arrived + round * 7);
    await kill(victim);
  }
  await kill(survivor);
  expect(fullestWindow(departures(site), budget.periodMs)).toBeLessThanOrEqual(budget.requestsPerPeriod);
  const [report] = (await readBudgets(house.database.pool)).filter(({ account }) => account === "killed");
  expect(report?.spent).toBeLessThanOrEqual(budget.requestsPerPeriod);
});

test("a spent budget is not waited for: it says when the next request may be sent, to each waiter another instant", async () => {
  const budget: Budget = {
    account: "daily",
    requestsPerPeriod: 50,
    periodMs: 86_400_000,
    burst: 5,
    concurrencyPerHost: 1,
    jitterMs: 0,
  };
  const gate = new BudgetGate({ pool: house.database.pool, budget });
  await Promise.all(Array.from({ length: 5 }, () => gate.acquire(never)));
  const refusals = await Promise.all(
    Array.from({ length: 3 }, () =>
      gate.acquire(never).then(
        () => null,
        (error) => error,
      ),
    ),
  );
  const everyMs = budget.periodMs / budget.requestsPerPeriod;
  for (const refusal of refusals)
    expect(refusal).toMatchObject({ rung: "try_again_later", facts: { account: "daily" } });
  const waits = refusals.map((refusal) => Math.round(refusal.afterMs / everyMs));
  expect(waits).toEqual([1, 2, 3]);
  gate.close();
});

test("an aborted waiter's permit goes to the next one", async () => {
  const budget: Budget = {
    account: "aborted",
    requestsPerPeriod: 60,
    periodMs: 60_000,
    burst: 1,
    concurrencyPerHost: 1,
    jitterMs: 0,
  };
  const gate = new BudgetGate({ pool: house.database.pool, budget });
  await gate.acquire(never);
  const abort = new AbortController();
  const reason = new Error("cancelled");
  const aborted = gate.acquire(abort.signal);
  const next = gate.acquire(never);
  aborted.catch(() => {});
  await expect
    .poll(async () => (await readBudgets(house.database.pool)).find(({ account }) => account === "aborted"))
    .toBeDefined();
  abort.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  await next;
  gate.close();
});

test("closing refuses who waits", async () => {
  const budget: Budget = {
    account: "closed",
    requestsPerPeriod: 60,
    periodMs: 60_000,
    burst: 1,
    concurrencyPerHost: 1,
    jitterMs: 0,
  };
  const gate = new BudgetGate({ pool: house.database.pool, budget });
  await gate.acquire(never);
  const waiting = gate.acquire(never);
  gate.close();
  await expect(waiting).rejects.toMatchObject({ rung: "try_again_later" });
});

test("a database that can't be read is transient, not a free pass", async () => {
  const budget: Budget = {
    account: "blind",
    requestsPerPeriod: 60,
    periodMs: 60_000,
    burst: 1,
    concurrencyPerHost: 1,
    jitterMs: 0,
  };
  const broken = {
    query: () => Promise.reject(new Error("no database")),
  } as unknown as TestHouse["database"]["pool"];
  const gate = new BudgetGate({ pool: broken, budget });
  await expect(gate.acquire(never)).rejects.toMatchObject({ rung: "transient" });
});

test.each([4, 10])(
  "the granted instants obey a burst of %i, spacing and the sliding window, whatever is asked for",
  async (burst) => {
    const budget: Budget = {
      account: `planned:${burst}`,
      requestsPerPeriod: 10,
      periodMs: 1_000_000,
      burst,
      concurrencyPerHost: 1,
      jitterMs: 0,
    };
    const wish = { leadMs: 0, horizonMs: 100 * budget.periodMs, returned: [] };
    const starts: number[] = [];
    for (const want of [1, 2, 7, 16, 3, 16])
      starts.push(
        ...(await leasePermits(house.database.pool, budget, { ...wish, want })).permits.map(
          ({ startMs }) => startMs,
        ),
      );
    const planned = starts.map((start) => start - (starts[0] ?? 0));
    expect(planned).toEqual(planned.toSorted((a, b) => a - b));
    expect(fullestWindow(planned, budget.periodMs)).toBe(budget.requestsPerPeriod);
    expect(fullestWindow(planned, budget.periodMs / budget.requestsPerPeriod / 2)).toBeLessThanOrEqual(
      budget.burst,
    );
    // 45 permits: four full periods and a half, each at most 1 % longer than asked for.
    expect(planned.at(-1)).toBeLessThan(4.55 * budget.periodMs);
    expect(planned.at(-1)).toBeGreaterThanOrEqual(4 * budget.periodMs);
  },
);

test("permits given back are granted again once, at once; those too old are not", async () => {
  const budget: Budget = {
    account: "returned",
    requestsPerPeriod: 8,
    periodMs: 1_000_000,
    burst: 4,
    concurrencyPerHost: 1,
    jitterMs: 0,
  };
  // The table remembers a permit's instant to a 512th of the period, rounded up.
  const horizonMs = budget.periodMs / 512;
  const lease = async (want: number, returned: number[] = []) =>
    (await leasePermits(house.database.pool, budget, { want, leadMs: 0, horizonMs, returned })).permits.map(
      ({ startMs }) => startMs,
    );
  const burst = await lease(10);
  expect(burst).toHaveLength(4);
  expect(await lease(10)).toHaveLength(0);
  expect(await lease(10, burst.slice(0, 2))).toHaveLength(2);
  expect(await lease(10)).toHaveLength(0);
  expect(
    await lease(
      10,
      burst.map((startMs) => startMs - 2 * budget.periodMs),
    ),
  ).toHaveLength(0);
});
