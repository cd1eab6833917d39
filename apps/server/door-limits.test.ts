import { serve } from "@hono/node-server";
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { serveContext } from "./main.ts";
import { hardenServer, requestLimits } from "./harden-server.ts";
import { openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({
  site: { posts: 5 },
  config: { rateLimitPerUser: 40, rateLimitExports: 3, publicUrl: "https://millrace.example" },
});
afterAll(() => house[Symbol.asyncDispose]());

async function raw(port: number, text: string, isOpen = false): Promise<string> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  let answer = "";
  socket.on("data", (part: string) => (answer += part)).on("error", () => undefined);
  if (isOpen) socket.write(text);
  else socket.end(text);
  await once(socket, "close");
  return answer;
}

test("two web processes together let the limit through, and refuse the rest with what to do", async () => {
  await using second = await serveContext(house.context);
  const headers = await house.signIn("viewer");
  const ask = (origin: string) => fetch(`${origin}/api/v1/rules`, { headers });
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, index) => ask(index % 2 === 0 ? house.url : second.url)),
  );
  const passed = answers.filter((answer) => answer.status === 200);
  // What comes back while the test runs: 40 a minute.
  expect(passed.length).toBeGreaterThanOrEqual(40);
  expect(passed.length).toBeLessThanOrEqual(60);
  expect(passed[0]?.headers.get("ratelimit-policy")).toBe('"user";q=40;w=60');
  expect(passed[0]?.headers.get("ratelimit")).toMatch(/^"user";r=\d+;t=\d+$/u);
  const refused = answers.find((answer) => answer.status === 429);
  expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused?.headers.get("content-type")).toBe("application/problem+json");
  expect(await refused?.json()).toMatchObject({ code: "rate_limited", action: expect.any(String) });
});

test("health and the dashboard's files are never limited", async () => {
  for (let index = 0; index < 60; index += 1) {
    const answers = await Promise.all([fetch(`${house.url}/health/live`), fetch(`${house.url}/api/docs`)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  }
});

test("what is only reached over https says so, and no answer of the API is kept by anybody", async () => {
  const answer = await fetch(`${house.url}/api/v1/stats`);
  expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("headers that are too large, an address that is too long and nonsense are problems", async () => {
  const port = Number(new URL(house.url).port);
  const start = "GET /api/v1/stats HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  const large = await raw(port, `${start}X-Large: ${"x".repeat(20_000)}\r\n\r\n`);
  expect(large).toMatch(/^HTTP\/1\.1 431 /u);
  expect(large).toContain('"headers_too_large"');
  const nonsense = await raw(port, "\u0001\u0002\r\n\r\n");
  expect(nonsense).toMatch(/^HTTP\/1\.1 400 /u);
  expect(nonsense).toContain("application/problem+json");
  const long = await fetch(`${house.url}/api/docs?q=${"x".repeat(9_000)}`);
  expect([long.status, await long.json()]).toMatchObject([414, { code: "uri_too_long" }]);
});

test.each([
  ["headers that drip", "GET / HTTP/1.1\r\nHost: a\r\n", '"request_timeout"'],
  [
    "a body that never comes",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx",
    '"request_timeout"',
  ],
  ["a connection nothing is said on", "", ""],
])("%s holds a connection only for a while", async (_what, text, said) => {
  const times = { headersMs: 60, requestMs: 120, idleMs: 60, checkMs: 20 };
  const server = serve({
    fetch: async (request) => new Response(await request.text()),
    port: 0,
    hostname: "127.0.0.1",
    serverOptions: requestLimits(times),
  });
  hardenServer(server, 10);
  try {
    await once(server, "listening");
    expect(await raw((server.address() as AddressInfo).port, text, true)).toContain(said);
  } finally {
    server.close();
  }
});
