import { readFile } from "node:fs/promises";
import { systemClock } from "@millrace/platform/clock";
import { serveSimulator } from "@millrace/platform/simulation";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestContext, type TestContext } from "../../destinations/testing/test-context.ts";
import type { SourceStream } from "../source.ts";
import {
  demoYotpoSecret,
  demoYotpoStoreId,
  startYotpoCoreSimulator,
  type YotpoCoreSimulator,
} from "./simulator.ts";
import { yotpoCoreSource as source } from "./source.ts";

let opened: TestContext;
let store: YotpoCoreSimulator;
let stream: SourceStream;
beforeAll(async () => {
  opened = await openTestContext();
  store = await startYotpoCoreSimulator({
    clock: systemClock,
    customers: 500,
    latencyMs: 0,
    throttle: false,
  });
  const [first] = await source.streams(settings(), opened.context);
  if (first === undefined) throw new Error("no stream");
  stream = first;
});
beforeEach(() => {
  store.reset();
  store.revokeTokens();
});
afterAll(async () => {
  await store.close();
  await opened[Symbol.asyncDispose]();
});

const settings = (address = store.url) =>
  source.settings.parse({ store_id: demoYotpoStoreId, secret: demoYotpoSecret, base_url: address });

async function readAll(onPage: () => void = () => {}, given = settings()): Promise<number> {
  let records = 0;
  for await (const page of source.read(given, { stream, from: null, state: null }, opened.context)) {
    records += source.decode({ body: page.body, stream }, given).records.length;
    onPage();
  }
  return records;
}

test("a true page is decoded, each customer's key in front", async () => {
  const body = await readFile(new URL("fixtures/customers.json", import.meta.url));
  const { records } = source.decode({ body, stream }, settings());
  expect(records).toMatchObject([
    { customer_key: "7012345678901", address: { city: "Austin" } },
    { customer_key: "mia@shop.example", external_id: "" },
  ]);
  expect(Object.keys(stream.schema.properties ?? {})).toEqual(
    expect.arrayContaining(records.flatMap((record) => Object.keys(record))),
  );
});

test("the first page is asked with limit alone, the others with limit and page_info alone", async () => {
  const queries: string[][] = [];
  await using gateway = await serveSimulator({
    label: "gateway",
    host: "127.0.0.1",
    port: 0,
    fetch: async (request: Request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (request.method === "POST") return Response.json({ access_token: "t" }, { status: 201 });
      expect(pathname).toBe("/core/v3/stores/demo-yotpo-store/customers");
      expect(request.headers.get("x-yotpo-token")).toBe("t");
      queries.push([...searchParams.keys()]);
      const next = queries.length < 3 ? `cursor-${queries.length}` : "";
      return Response.json({ customers: [], pagination: { next_page_info: next } });
    },
  });
  await readAll(undefined, settings(gateway.url));
  expect(queries).toEqual([["limit"], ["limit", "page_info"], ["limit", "page_info"]]);
});

test("one token serves all pages and all readings of this process", async () => {
  const before = store.tokens();
  expect(await Promise.all([readAll(), readAll()])).toEqual([500, 500]);
  expect(store.tokens()).toBe(before + 1);
});

test("a token that ends on the way is replaced, and nobody notices", async () => {
  const before = store.tokens();
  let pages = 0;
  const records = await readAll(() => {
    pages += 1;
    if (pages === 2 || pages === 4) store.revokeTokens();
  });
  expect([records, store.tokens() - before]).toEqual([500, 3]);
});

test("three new tokens that are refused are enough: the credentials are at fault", async () => {
  await readAll();
  const before = store.tokens();
  store.setFaults({ expired_token: {} });
  await expect(readAll()).rejects.toMatchObject({
    rung: "needs_attention",
    facts: { status: 401, setting: "secret" },
  });
  const refused = store.requests().filter(({ fault }) => fault === "expired_token");
  // The one from before, and three new ones.
  expect([refused.length, store.tokens() - before]).toEqual([4, 3]);
});

test("something else than a token is no token", async () => {
  let body = "<!doctype html>";
  await using gateway = await serveSimulator({
    label: "gateway",
    host: "127.0.0.1",
    port: 0,
    fetch: () => new Response(body),
  });
  await expect(readAll(undefined, settings(gateway.url))).rejects.toMatchObject({ rung: "transient" });
  expect(await source.check(settings(gateway.url), opened.context)).toMatchObject({
    isOk: false,
    setting: "base_url",
  });
  body = "{}";
  await expect(readAll(undefined, settings(gateway.url))).rejects.toMatchObject({
    rung: "needs_attention",
    facts: { setting: "base_url" },
  });
});
