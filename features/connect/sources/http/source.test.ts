import { NeedsAttention, Transient, TryAgainLater } from "@millrace/platform/errors";
import { systemClock } from "@millrace/platform/clock";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { openTestContext } from "../../destinations/testing/test-context.ts";
import type { RecordValue } from "../../values/value.ts";
import type { SourcePage } from "../source.ts";
import { demoApiKey, demoClient, startHttpApiSimulator } from "./simulator.ts";
import { httpSource } from "./source.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());
const { context } = opened.use(await openTestContext());
const simulator = opened.use(await startHttpApiSimulator({ clock: systemClock, posts: 120 }));
beforeEach(() => simulator.setFaults({}));

const bearer = { type: "bearer", token: "{{ secrets.key }}" };

/** Settings of one stream `customers`; what a test is about is given. */
function settingsOf(stream: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const definition = {
    base_url: simulator.url,
    auth: bearer,
    streams: [{ name: "customers", primary_key: ["id"], ...stream }],
    ...more,
  };
  return httpSource.settings.parse({ definition, secrets: { key: demoApiKey, client: demoClient.secret } });
}
type Settings = ReturnType<typeof settingsOf>;

const byCursor = {
  path: "/cursor/customers",
  records: "data.customers",
  paginator: { type: "cursor", next: "meta.next", param: "after" },
};

async function pagesOf(
  settings: Settings,
  { from = null, state = null }: { from?: string | null; state?: string | null } = {},
): Promise<SourcePage[]> {
  const [stream] = await httpSource.streams(settings, context);
  if (stream === undefined) throw new Error("no stream");
  return Array.fromAsync(httpSource.read(settings, { stream, from, state }, context));
}

async function recordsOf(settings: Settings, pages: readonly SourcePage[]): Promise<RecordValue[]> {
  const [stream] = await httpSource.streams(settings, context);
  if (stream === undefined) throw new Error("no stream");
  return pages.flatMap(({ body }) => httpSource.decode({ body, stream }, settings).records);
}

const graphql = {
  path: "/graphql",
  method: "POST",
  query: { limit: 50 },
  body: { query: "query ($after: String) { customers }", variables: { after: "{{ page.cursor }}" } },
  records: "data.customers.edges[].node",
  paginator: {
    type: "cursor",
    next: "data.customers.pageInfo.endCursor",
    stop_when: { path: "data.customers.pageInfo.hasNextPage", equals: false },
  },
};

test.each([
  ["a cursor", byCursor],
  ["a cursor in the body", graphql],
  [
    "page numbers",
    {
      path: "/pages/customers",
      records: "items",
      query: { limit: 50 },
      paginator: { type: "page", param: "page", size: 50 },
    },
  ],
  [
    "page numbers of unknown size",
    { path: "/pages/customers", records: "items", paginator: { type: "page", param: "page" } },
  ],
  [
    "offsets",
    {
      path: "/offsets/customers",
      paginator: { type: "offset", offset_param: "offset", limit_param: "limit", limit: 50 },
    },
  ],
  ["links in a header", { path: "/links/customers", paginator: { type: "link_header" } }],
  [
    "addresses in the answer",
    { path: "/urls/customers", records: "results", paginator: { type: "next_url", path: "next" } },
  ],
])(
  "paging by %s leads to every record once, large numbers whole, and goes on from any page",
  async (_what, stream) => {
    const settings = settingsOf(stream);
    const pages = await pagesOf(settings);
    expect(await recordsOf(settings, pages)).toEqual(simulator.customers);
    expect(pages.at(-1)?.next).toBeNull();
    const bodiesOf = (some: readonly SourcePage[]): string[] =>
      some.map(({ body }) => Buffer.from(body).toString());
    for (const [at, { next }] of pages.slice(0, -1).entries())
      expect(bodiesOf(await pagesOf(settings, { from: next }))).toEqual(bodiesOf(pages.slice(at + 1)));
  },
);

test.each([
  ["a key in a header", { type: "api_key", name: "X-Api-Key", value: "{{ secrets.key }}" }],
  ["a key in the query", { type: "api_key", in: "query", name: "api_key", value: "{{ secrets.key }}" }],
  ["a name and a password", { type: "basic", username: "demo", password: "{{ secrets.key }}" }],
])("%s signs in, and is seen neither in origins nor in cursors", async (_what, auth) => {
  const settings = settingsOf(
    { path: "/urls/customers", records: "results", paginator: { type: "next_url", path: "next" } },
    { auth },
  );
  const pages = await pagesOf(settings);
  expect(await recordsOf(settings, pages)).toHaveLength(120);
  expect(JSON.stringify(pages.map(({ origin, next, state }) => [origin, next, state]))).not.toContain(
    demoApiKey,
  );
});

test.each(["body", "basic"])(
  "a client's credentials, sent as %s, buy one token, and another when it expires",
  async (credentials) => {
    const auth = {
      type: "oauth2",
      token_url: `${simulator.url}/oauth/token`,
      client_id: demoClient.id,
      client_secret: "{{ secrets.client }}",
      credentials,
    };
    const before = simulator.tokensIssued();
    simulator.setFaults({ expired: { after: 1, times: 1 } });
    const settings = settingsOf(byCursor, { auth });
    expect(await recordsOf(settings, await pagesOf(settings))).toEqual(simulator.customers);
    expect(simulator.tokensIssued()).toBe(before + 2);
  },
);

test("the account is the same for the same credentials, and another for others", () => {
  const budget = httpSource.budget(settingsOf(byCursor, { rate: { requests: 8, per_seconds: 2 } }));
  expect(budget).toMatchObject({ requestsPerPeriod: 8, periodMs: 2_000, burst: 8 });
  expect(budget?.account).toMatch(/^http:[0-9a-f]{16}$/u);
  expect(httpSource.budget(settingsOf(graphql))?.account).toBe(budget?.account);
  expect(httpSource.budget(settingsOf(byCursor, { auth: { ...bearer, token: "x" } }))?.account).not.toBe(
    budget?.account,
  );
});

const incremental = {
  ...byCursor,
  incremental: { field: "updated_at", param: "updated_since", lookback_seconds: 3_600 },
};

test("a later sync asks from the largest value of the last one, less the look-back", async () => {
  const settings = settingsOf(incremental);
  const pages = await pagesOf(settings);
  const last = simulator.customers.at(-1)?.updated_at ?? "";
  // Records may come in any order: only the last page says how far the sync got.
  expect(pages.map(({ state }) => state)).toEqual([null, null, JSON.stringify(last)]);
  const later = await pagesOf(settings, { state: pages.at(-1)?.state ?? null });
  expect((await recordsOf(settings, later)).map(({ id }) => id)).toEqual([119, 120]);
  expect(later.at(-1)?.state).toBe(JSON.stringify(last));
});

test("of records that come sorted, each page says how far the sync got; a first sync begins where it is told", async () => {
  const start = simulator.customers[60]?.updated_at;
  const settings = settingsOf({
    ...incremental,
    incremental: { ...incremental.incremental, start, is_sorted: true },
  });
  const pages = await pagesOf(settings);
  expect(pages.map(({ state }) => state)).toEqual(
    [109, 119].map((at) => JSON.stringify(simulator.customers[at]?.updated_at)),
  );
  expect((await recordsOf(settings, pages))[0]).toEqual(simulator.customers[60]);
});

test("a cursor in a template is left out of the first sync and sent with the next", async () => {
  const settings = settingsOf({
    ...byCursor,
    query: { updated_since: "{{ state.cursor }}" },
    incremental: { field: "updated_at" },
  });
  expect(await recordsOf(settings, await pagesOf(settings))).toHaveLength(120);
  const since = simulator.customers[117]?.updated_at ?? "";
  expect(await recordsOf(settings, await pagesOf(settings, { state: JSON.stringify(since) }))).toHaveLength(
    3,
  );
});

test("a field that is no time stops the sync, and names the field and the format", async () => {
  const settings = settingsOf({ ...incremental, incremental: { field: "email", param: "updated_since" } });
  await expect(pagesOf(settings)).rejects.toThrow(
    /field email holds "customer-1@shop.example", which is not in the format iso/u,
  );
});

test.each([
  [
    "html_instead",
    /^Page 2 of customers, request request-\d+ can't be read: it is HTML or XML, not JSON. It begins with: <!doctype html>/u,
  ],
  [
    "cut",
    /^Page 2 of customers, request request-\d+ can't be read: it is JSON that ends too early. It begins with: \{"data"/u,
  ],
] as const)("%s stops the sync with the page, the request and how it begins", async (fault, message) => {
  simulator.setFaults({ [fault]: { after: 1 } });
  const failed = pagesOf(settingsOf(byCursor));
  await expect(failed).rejects.toBeInstanceOf(Transient);
  await expect(failed).rejects.toThrow(message);
});

test.each([
  ["a cursor", byCursor, /Page 2: its cursor to the next page was there before/u],
  [
    "offsets",
    { path: "/offsets/customers", paginator: { type: "offset", offset_param: "offset", limit: 50 } },
    /Page 2: it holds the same records as the page before/u,
  ],
  ["links", { path: "/links/customers", paginator: { type: "link_header" } }, /Page 2: its cursor/u],
])("%s leading back to where it was stops the sync with the page", async (_what, stream, message) => {
  simulator.setFaults({ endless: { after: 1 } });
  await expect(pagesOf(settingsOf(stream))).rejects.toThrow(message);
});

test("an answer of the API's own that refuses is told in its words, secrets left out", async () => {
  simulator.setFaults({ refused: {} });
  await expect(pagesOf(settingsOf(byCursor, { errors: { message: "error.message" } }))).rejects.toThrow(
    /^127\.0\.0\.1 answered 403 \(page 1 of customers, request request-\d+\): The key •••• may not read customers\. Check auth and its secrets\.$/u,
  );
});

test("faults that may pass are left to the engine", async () => {
  simulator.setFaults({ server_error: {} });
  await expect(pagesOf(settingsOf(byCursor))).rejects.toBeInstanceOf(Transient);
  simulator.setFaults({ rate_limit: {} });
  await expect(pagesOf(settingsOf(byCursor, { errors: { status: { 500: "fail" } } }))).rejects.toBeInstanceOf(
    TryAgainLater,
  );
  simulator.setFaults({});
  await expect(pagesOf(settingsOf({ path: "/blank" }))).rejects.toBeInstanceOf(Transient);
});

test("the definition says what a status means: for all streams, or for one", async () => {
  const missing = { path: "/missing" };
  const ignored = await pagesOf(settingsOf(missing, { errors: { status: { 404: "ignore" } } }));
  expect(ignored).toMatchObject([{ next: null, body: new Uint8Array() }]);
  const own = { errors: { status: { 404: { do: "retry" } } } };
  await expect(
    pagesOf(settingsOf({ ...missing, ...own }, { errors: { status: { 404: "ignore" } } })),
  ).rejects.toBeInstanceOf(Transient);
  await expect(
    pagesOf(
      settingsOf(missing, { errors: { status: { 404: { do: "fail", message: "This shop has closed." } } } }),
    ),
  ).rejects.toThrow(/answered 404 .*There is no such thing\. This shop has closed\.$/u);
  simulator.setFaults({ server_error: {} });
  expect(await pagesOf(settingsOf(byCursor, { errors: { status: { 502: "ignore" } } }))).toHaveLength(1);
  await expect(pagesOf(settingsOf(byCursor, { errors: { status: { 502: "fail" } } }))).rejects.toBeInstanceOf(
    NeedsAttention,
  );
});

test("an answer without content has no records, and a redirect is not followed with credentials", async () => {
  const settings = settingsOf({ path: "/nothing" });
  expect(await recordsOf(settings, await pagesOf(settings))).toEqual([]);
  await expect(pagesOf(settingsOf({ path: "/moved" }))).rejects.toThrow(
    /answered 301 .*It leads to \/cursor\/customers/u,
  );
});

test("an answer without the records that were expected is not taken for an empty one, unless that was said", async () => {
  const elsewhere = { ...byCursor, records: "data.people" };
  await expect(pagesOf(settingsOf(elsewhere))).rejects.toThrow(/it has nothing at data.people/u);
  const settings = settingsOf({ ...elsewhere, records_may_be_missing: true });
  expect(await recordsOf(settings, await pagesOf(settings))).toEqual([]);
});

test("a next page at another origin is not asked for", async () => {
  const settings = settingsOf({
    path: "/urls/customers",
    records: "results",
    paginator: { type: "next_url", path: "results[0].email" },
  });
  expect(await pagesOf(settings).catch((error: unknown) => error)).toBeInstanceOf(NeedsAttention);
});

test("the check asks the API, and says what is wrong with which setting", async () => {
  expect(await httpSource.check(settingsOf(byCursor), context)).toEqual({
    isOk: true,
    message: "127.0.0.1 answered with 50 records of customers.",
    setting: null,
  });
  const stolen = settingsOf(byCursor, { auth: { type: "bearer", token: "stolen" } });
  expect(await httpSource.check(stolen, context)).toMatchObject({ isOk: false, setting: "secrets" });
  const nowhere = settingsOf({ path: "/missing" });
  expect(await httpSource.check(nowhere, context)).toMatchObject({ isOk: false, setting: "definition" });
  const tooLarge = settingsOf({
    path: "/offsets/customers",
    paginator: { type: "offset", offset_param: "offset", limit_param: "limit", limit: 500 },
  });
  expect(await httpSource.check(tooLarge, context)).toMatchObject({
    isOk: false,
    message:
      "A page of customers is said to have 500 records; it has 100, and there is another one behind it. Write 100 into the paginator.",
  });
  simulator.setFaults({ server_error: {} });
  await expect(httpSource.check(settingsOf(byCursor), context)).rejects.toBeInstanceOf(Transient);
});

test("addresses of private networks take a permission", async () => {
  const careful = { ...context, mayUsePrivateHosts: false };
  const settings = httpSource.settings.parse({
    definition: { base_url: "http://10.0.0.1", streams: [{ name: "a", path: "/" }] },
  });
  expect(await httpSource.check(settings, careful)).toMatchObject({ isOk: false });
});

test("a secret among several lines may be a reference", async () => {
  vi.stubEnv("HTTP_SOURCE_TEST_KEY", demoApiKey);
  const definition = { base_url: simulator.url, auth: bearer, streams: [{ name: "customers", ...byCursor }] };
  const settings = httpSource.settings.parse({
    definition,
    secrets: "key: env:HTTP_SOURCE_TEST_KEY\nother: x",
  });
  expect(await recordsOf(settings, await pagesOf(settings))).toHaveLength(120);
  vi.stubEnv("HTTP_SOURCE_TEST_KEY", undefined);
  await expect(pagesOf(settings)).rejects.toThrow(/There is nothing at env:HTTP_SOURCE_TEST_KEY/u);
});
