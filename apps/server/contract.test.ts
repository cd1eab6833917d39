import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({ site: { posts: 5 } });
afterAll(() => house[Symbol.asyncDispose]());

interface Schema {
  type?: string | string[];
  $ref?: string;
}
interface Parameter {
  name: string;
  in: string;
  schema: Schema;
}
interface Operation {
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema: Schema }> }>;
}
interface OpenApi {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const document = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as OpenApi;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

test("the API describes itself as OpenAPI 3.1, every reference leading somewhere", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(document.info).toMatchObject({
    title: "Millrace",
    version: expect.stringMatching(/^\d+\.\d+\.\d+/u),
  });
  const references = [
    ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/gu),
  ].map(([, name]) => name ?? "");
  expect(references.length).toBeGreaterThan(10);
  for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
});

test.each(operations)(
  "$method $path says what it does, under which heading, and how it refuses",
  ({ path, operation }) => {
    expect(operation.summary).toMatch(/^[A-Z].{8,}/u);
    expect(operation.tags).toHaveLength(1);
    expect(Object.keys(operation.responses).some((status) => status.startsWith("2"))).toBe(true);
    for (const [status, answer] of Object.entries(operation.responses))
      expect(answer.description, status).toMatch(/./u);
    const refusals = Object.entries(operation.responses).filter(
      ([status]) => status === "default" || status.startsWith("4"),
    );
    expect(refusals.length).toBeGreaterThan(0);
    for (const [, answer] of refusals)
      expect(Object.keys(answer.content ?? {})).toEqual(["application/problem+json"]);
    const named = [...path.matchAll(/\{(.+?)\}/gu)].map(([, name]) => name);
    const described = (operation.parameters ?? [])
      .filter((parameter) => parameter.in === "path")
      .map((parameter) => parameter.name);
    expect(described).toEqual(named);
  },
);

/** Values nobody should send, and some that look right. */
const nonsense = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "",
    " ",
    "\0",
    "a\0b",
    "%",
    "%00",
    "..",
    "../..",
    "a/b",
    "a\\b",
    "-1",
    "0",
    "1",
    "1e400",
    "NaN",
    "Infinity",
    "9".repeat(40),
    "true",
    "null",
    "[]",
    "{}",
    "x".repeat(2_000),
    "__proto__",
    "constructor",
    "' or 1=1 --",
    "🦆",
    "\u202e",
    "ﷺ".repeat(200),
    "½",
    "a\r\nset-cookie: x=1",
    "é",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59+23:59",
    "2026-02-30T00:00:00Z",
    "01900000-0000-7000-8000-000000000000",
    "published",
    "score",
    "csv",
    "linkedin-demo",
  ),
  fc
    .record({
      sort: fc.constantFrom("collected", "published", "score", "reactions"),
      value: fc.option(fc.string({ maxLength: 30 })),
      id: fc.uuid(),
    })
    .map((place) => Buffer.from(JSON.stringify(place)).toString("base64url")),
  fc
    .string({ maxLength: 20 })
    .map((text) => Buffer.from(`${"9".repeat(text.length)}:${text}`).toString("base64url")),
);
const nonsenseJson = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc
    .record(
      { source: nonsense, keywords: nonsense, max_posts: fc.oneof(fc.double(), nonsense), rules: nonsense },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  fc.constantFrom(
    "",
    "{",
    "nul",
    '{"keywords":"\\u0000"}',
    '{"keywords":"\\ud800"}',
    '{"rules":"/etc/passwd.yaml"}',
    `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  ),
);
const headerSafe = (text: string): string => text.replaceAll(/[^\x20-\x7e\x80-\xff]/gu, "?").trim();

const isReadOnly = ({ method, path }: { method: string; path: string }): boolean =>
  method === "GET" && path !== "/api/v1/stream";

interface Nonsense {
  values: readonly (string | null)[];
  body: string;
  contentType: string;
  extra: string;
}

function requestOf(
  { method, path, parameters }: { method: string; path: string; parameters: readonly Parameter[] },
  { values, body, contentType, extra }: Nonsense,
): { address: string; init: RequestInit } {
  const given = parameters.map((parameter, index) => ({ ...parameter, value: values[index] ?? null }));
  const placed = (where: string): { name: string; value: string }[] =>
    given.flatMap(({ name, value, in: place }) =>
      place === where && value !== null ? [{ name, value }] : [],
    );
  const known = new Map(
    placed("path").map(({ name, value }) => [name, encodeURIComponent(value.toWellFormed())]),
  );
  const address = path
    .replaceAll(/\{(.+?)\}/gu, (_, name: string) => known.get(name) ?? "x")
    .replaceAll("//", "/x/");
  const query = new URLSearchParams([
    ["extra", extra],
    ...placed("query").map(({ name, value }): [string, string] => [name, value]),
  ]);
  const headers = Object.fromEntries(placed("header").map(({ name, value }) => [name, headerSafe(value)]));
  const init: RequestInit =
    method === "GET" ? { headers } : { method, headers: { ...headers, "content-type": contentType }, body };
  return { address: `${house.url}${address}?${query.toString()}`, init };
}

/** What a refusal lacks of a problem that says everything. */
function faultsOf(answer: Response, text: string): string[] {
  if (answer.status < 400) return [];
  if (answer.headers.get("content-type") !== "application/problem+json") return ["not a problem"];
  const { code, status, field = "" } = JSON.parse(text) as { code: string; field?: string; status: number };
  const isInput = [400, 413, 415, 422].includes(answer.status);
  return [
    ...(/^[a-z_]+$/u.test(code) ? [] : ["no code"]),
    ...(status === answer.status ? [] : ["another status"]),
    ...(isInput && field === "" ? ["no field"] : []),
  ];
}

test.each(operations.filter(({ path }) => path !== "/api/v1/stream"))(
  "$method $path answers nonsense with a problem that names the fault, never with a fault of its own",
  async ({ method, path, operation }) => {
    const parameters = operation.parameters ?? [];
    const input = fc.record({
      values: fc.array(fc.option(nonsense), { minLength: parameters.length, maxLength: parameters.length }),
      body: nonsenseJson,
      contentType: fc.constantFrom(
        "application/json",
        "application/json",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "application/x-www-form-urlencoded",
        "nonsense",
      ),
      extra: nonsense,
    });
    await fc.assert(
      fc.asyncProperty(input, async (given) => {
        const { address, init } = requestOf({ method, path, parameters }, given);
        const answer = await fetch(address, init);
        const text = await answer.text();
        expect(answer.status, text).toBeLessThan(500);
        expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
        expect(answer.headers.get("set-cookie")).toBeNull();
        expect(faultsOf(answer, text), text).toEqual([]);
      }),
      { numRuns: isReadOnly({ method, path }) ? 60 : 40, interruptAfterTimeLimit: 12_000 },
    );
  },
  60_000,
);

const textParameters = operations.flatMap(({ method, path, operation: { parameters = [] } }) =>
  parameters
    .filter((parameter) => parameter.in !== "header")
    .map(({ name }) => ({ method, path, parameters, name })),
);

test.each(textParameters)(
  "$method $path refuses a NUL in $name as that parameter's fault",
  async ({ method, path, parameters, name }) => {
    const values = parameters.map((parameter) => (parameter.name === name ? "a\0b" : null));
    const { address, init } = requestOf(
      { method, path, parameters },
      { values, body: "{}", contentType: "application/json", extra: "" },
    );
    const answer = await fetch(address, init);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { field: expect.stringMatching(/^(?:query|param)\./u) },
    ]);
  },
);

test("an address that is nothing, and a method an address does not take, are problems", async () => {
  for (const path of [
    "/api",
    "/api/",
    "/api/v1",
    "/api/v1/nothing",
    "/api/v2/posts",
    "/api/v1/posts/x/y/z",
  ]) {
    const answer = await fetch(house.url + path);
    expect([path, answer.status, answer.headers.get("content-type")]).toEqual([
      path,
      404,
      "application/problem+json",
    ]);
    expect(await answer.json()).toMatchObject({ code: "not_found", status: 404 });
  }
  for (const [method, path, allow] of [
    ["DELETE", "/api/v1/posts", "GET, HEAD"],
    ["POST", "/api/v1/stats", "GET, HEAD"],
    ["PATCH", "/api/v1/posts/01900000-0000-7000-8000-000000000000", "GET, HEAD, DELETE"],
    ["GET", "/api/v1/imports", "POST"],
    ["PUT", "/health", "GET, HEAD"],
  ] as const) {
    const answer = await fetch(house.url + path, { method });
    expect([method, path, answer.status, answer.headers.get("allow")]).toEqual([method, path, 405, allow]);
    expect(await answer.json()).toMatchObject({ code: "method_not_allowed" });
  }
});

const securityHeaders = [
  "content-security-policy",
  "x-content-type-options",
  "referrer-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "permissions-policy",
];

test("every answer carries the security headers: pages, files, data, refusals", async () => {
  const answers = await Promise.all([
    fetch(`${house.url}/`),
    fetch(`${house.url}/assets/none.js`),
    fetch(`${house.url}/api/docs`),
    fetch(`${house.url}/api/v1/posts`),
    fetch(`${house.url}/api/v1/posts?limit=0`),
    fetch(`${house.url}/api/v1/nothing`),
    fetch(`${house.url}/metrics`),
    fetch(`${house.url}/health`, { method: "HEAD" }),
    fetch(`${house.url}/api/v1/collections`, { method: "POST", headers: { origin: "https://evil.example" } }),
    fetch(`${house.url}/api/v1/posts/export?format=csv`),
  ]);
  for (const answer of answers) {
    for (const header of securityHeaders)
      expect(answer.headers.get(header), `${answer.url} ${header}`).toMatch(/./u);
    expect(answer.headers.get("content-security-policy")).not.toContain("unsafe-inline");
    await answer.body?.cancel();
  }
});

test("pages run nothing inline, so that the policy holds", async () => {
  for (const path of ["/", "/api/docs"]) {
    const page = await (await fetch(house.url + path)).text();
    expect(page).toMatch(/^<!doctype html>/iu);
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/iu);
    for (const [, attributes, content] of page.matchAll(/<script([^>]*)>([^]*?)<\/script>/giu)) {
      expect(attributes).toContain("src=");
      expect(content).toBe("");
    }
  }
});

test("any address of the dashboard gives its page, files are cached, and HEAD works everywhere", async () => {
  const page = await fetch(`${house.url}/posts/of/any?kind=1`);
  expect([page.status, page.headers.get("content-type"), page.headers.get("cache-control")]).toEqual([
    200,
    "text/html; charset=utf-8",
    "no-cache",
  ]);
  const html = await page.text();
  const asset = /(?:src|href)="(\/assets\/[^"]+)"/u.exec(html)?.[1] ?? "";
  const file = await fetch(house.url + asset);
  expect([file.status, file.headers.get("cache-control")]).toEqual([
    200,
    "public, max-age=31536000, immutable",
  ]);
  await file.body?.cancel();
  const again = await fetch(house.url + asset, {
    headers: { "if-none-match": file.headers.get("etag") ?? "" },
  });
  expect(again.status).toBe(304);
  expect((await fetch(`${house.url}/assets/index-of-yesterday.js`)).status).toBe(404);
  for (const path of [
    "/",
    asset,
    "/api/v1/posts",
    "/api/docs",
    "/health",
    "/api/v1/stream",
    "/api/v1/posts/export?format=csv",
  ]) {
    const head = await fetch(house.url + path, { method: "HEAD" });
    expect([path, head.status, await head.text()]).toEqual([path, 200, ""]);
  }
  const { metrics } = house.context;
  expect((await metrics.sseClients.get()).values[0]?.value).toBe(0);
});
