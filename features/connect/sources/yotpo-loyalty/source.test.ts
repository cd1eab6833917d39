import { readFile } from "node:fs/promises";
import { systemClock } from "@millrace/platform/clock";
import { messageOf, NeedsAttention, Transient } from "@millrace/platform/errors";
import { serveSimulator } from "@millrace/platform/simulation";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestContext, type TestContext } from "../../destinations/testing/test-context.ts";
import { writeJson } from "../../values/write-json.ts";
import type { SourceStream } from "../source.ts";
import type { ShopSimulator } from "../yotpo/simulator/start-shop.ts";
import { demoYotpoApiKey, demoYotpoGuid, startYotpoLoyaltySimulator } from "./simulator.ts";
import { yotpoLoyaltySource as source } from "./source.ts";

let opened: TestContext;
let shop: ShopSimulator;
beforeAll(async () => {
  opened = await openTestContext();
  shop = await startYotpoLoyaltySimulator({
    clock: systemClock,
    customers: 1_200,
    latencyMs: 0,
    throttle: false,
  });
});
beforeEach(() => shop.reset());
afterAll(async () => {
  await shop.close();
  await opened[Symbol.asyncDispose]();
});

const settingsFor = (address: string, more: Record<string, unknown> = {}) =>
  source.settings.parse({ guid: demoYotpoGuid, api_key: demoYotpoApiKey, base_url: address, ...more });
const settings = () => settingsFor(`${shop.url}/api/v2/`);

async function streamNamed(name: string): Promise<SourceStream> {
  const stream = (await source.streams(settings(), opened.context)).find((each) => each.name === name);
  if (stream === undefined) throw new Error(`no stream ${name}`);
  return stream;
}

async function readAll(from: string | null = null, given = settings(), name = "customers") {
  const stream = await streamNamed(name);
  const records = [];
  for await (const page of source.read(given, { stream, from, state: null }, opened.context))
    records.push(...source.decode({ body: page.body, stream }, given).records);
  return records;
}

const failure = (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => null,
    (error: unknown) => error,
  );

const fixture = (name: string): Promise<Buffer> => readFile(new URL(`fixtures/${name}`, import.meta.url));

test("a true page is decoded with its misspelt fields, each customer with a key", async () => {
  const stream = await streamNamed("customers");
  const { records } = source.decode({ body: await fixture("customers-recent.json"), stream }, settings());
  expect(records.map((record) => record["customer_key"])).toEqual([
    "7012345678901",
    "7012345678902",
    "mia@shop.example",
    null,
  ]);
  expect(records[0]).toMatchObject({ credit_balance: "4.20", referal_link: { code: "abc123" } });
  expect(records[1]).toMatchObject({
    thirty_party_id: "7012345678902",
    referral_link: { customer_id: 9_007_199_254_740_993n },
  });
  expect(Object.keys(stream.schema.properties ?? {})).toEqual(
    expect.arrayContaining(records.flatMap((record) => Object.keys(record))),
  );
});

test("lists of one page are read as bare lists", async () => {
  const stream = await streamNamed("campaigns");
  const { records } = source.decode({ body: await fixture("campaigns.json"), stream }, settings());
  expect(records).toMatchObject([{ id: 12_345, reward_text: "100 Points" }]);
  for (const [name, fewest] of [
    ["vip_tiers", 4],
    ["campaigns", 2],
    ["redemption_options", 2],
  ] as const)
    expect((await readAll(null, settings(), name)).length).toBe(fewest);
});

test("the credentials travel in headers, never in an address", async () => {
  const seen: { url: string; headers: Record<string, string> }[] = [];
  await using gateway = await serveSimulator({
    label: "gateway",
    host: "127.0.0.1",
    port: 0,
    fetch: (request: Request) => {
      seen.push({ url: request.url, headers: Object.fromEntries(request.headers) });
      return Response.json({ customers: [], metadata: { next_page_info: null } });
    },
  });
  await readAll("cursor-1", settingsFor(gateway.url, { per_page: 25 }));
  expect(seen).toMatchObject([
    {
      url: `${gateway.url}/customers/recent?per_page=25&page_info=cursor-1`,
      headers: { "x-guid": demoYotpoGuid, "x-api-key": demoYotpoApiKey },
    },
  ]);
});

test("numbers no double holds, customers who differ in case and customers without a key come as they are", async () => {
  const records = await readAll();
  const enormous = records.find((record) => record["points_earned"] === 9_007_199_254_740_993n);
  expect(writeJson(enormous ?? null)).toContain('"total_spend_cents":12345678901234567890');
  expect(writeJson(enormous ?? null)).toContain(":123456789.123456789012345");
  const whispering = records.filter((record) => record["customer_key"] === "customer-49@shop.example");
  expect(whispering.map((record) => record["email"])).toEqual([
    "customer-49@shop.example",
    "CUSTOMER-49@SHOP.EXAMPLE",
  ]);
});

test.each(["endless_cursor", "endless_empty", "repeated_cursor"] as const)(
  "a list that never ends (%s) is noticed within a few pages",
  async (fault) => {
    shop.setFaults({ [fault]: { after: 2 } });
    const error = await failure(readAll());
    expect(error).toBeInstanceOf(NeedsAttention);
    expect(messageOf(error)).toMatch(/never end/);
    expect(shop.requests().length).toBeLessThan(20);
  },
);

test("a reading goes on after a connection that is cut in the middle of a page", async () => {
  shop.setFaults({ reset_within: { after: 3, times: 1 } });
  const stream = await streamNamed("customers");
  const keys: unknown[] = [];
  let from: string | null = null;
  /** Reads until the end or a fault, from where it stood. */
  const readOn = async (): Promise<void> => {
    for await (const page of source.read(settings(), { stream, from, state: null }, opened.context)) {
      keys.push(...source.decode({ body: page.body, stream }, settings()).records.map(({ email }) => email));
      from = page.next;
    }
  };
  await expect(readOn()).rejects.toBeInstanceOf(Transient);
  expect(keys).toHaveLength(300);
  await readOn();
  expect([keys.length, new Set(keys).size]).toEqual([1_200, 1_200]);
});

test("a cursor that lapsed says to start a new sync", async () => {
  const error = await failure(readAll("lapsed"));
  expect(error).toMatchObject({ rung: "needs_attention", facts: { status: 400 } });
  expect(messageOf(error)).toMatch(/page_info is invalid or has expired.*start a new one/);
});

test("a garbled page is told by number, request and beginning, without the secrets it may repeat", async () => {
  await using gateway = await serveSimulator({
    label: "gateway",
    host: "127.0.0.1",
    port: 0,
    fetch: (request: Request) =>
      new Response(`<pre>your key ${request.headers.get("x-api-key")} is fine, we are not</pre>`, {
        headers: { "x-request-id": "request-7" },
      }),
  });
  const error = await failure(readAll(null, settingsFor(gateway.url)));
  expect(error).toMatchObject({ rung: "transient", facts: { page: 1, request_id: "request-7" } });
  expect(messageOf(error)).toContain("<pre>your key •••• is fine");
  expect(messageOf(error)).not.toContain(demoYotpoApiKey);
  const report = await source.check(settingsFor(gateway.url), opened.context);
  expect(report).toMatchObject({ isOk: false, setting: "base_url" });
  expect(report.message).not.toContain(demoYotpoApiKey);
});

test("a redirect is not followed: it would take the credentials elsewhere", async () => {
  const elsewhere: string[] = [];
  await using gateway = await serveSimulator({
    label: "gateway",
    host: "127.0.0.1",
    port: 0,
    fetch: (request: Request) => {
      elsewhere.push(new URL(request.url).pathname);
      return Response.redirect(`${gateway.url}/elsewhere`, 302);
    },
  });
  expect(await source.check(settingsFor(gateway.url), opened.context)).toMatchObject({
    isOk: false,
    setting: "base_url",
  });
  expect(elsewhere).toEqual(["/customers/recent"]);
});

test("the limit is the merchant's, whatever key is used", () => {
  const budget = source.budget(settings());
  expect(budget).toMatchObject({ requestsPerPeriod: 5, periodMs: 1_000 });
  const other = source.budget(settingsFor(shop.url, { api_key: "another", requests_per_second: 2 }));
  expect(other).toMatchObject({ account: budget?.account, requestsPerPeriod: 2 });
});
