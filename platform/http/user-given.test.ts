import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { get, openTestHouse, serve, type TestHouse } from "./test-kit.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const loopback = [{ address: "127.0.0.1", family: 4 }];

test.each([
  "http://localhost",
  "http://127.0.0.1",
  "http://[::1]",
  "http://2130706433",
  "http://[::ffff:127.0.0.1]",
])("a user's URL %s never reaches a server on this machine", async (base) => {
  await using site = await serve((_request, response) => response.end("secret"));
  await using client = house.client();
  await expect(client.fetch(get(`${base}:${site.port}/`, { isUserGiven: true }))).rejects.toMatchObject({
    rung: "needs_attention",
  });
  expect(site.requests).toHaveLength(0);
});

test("a name that resolves to a public address when asked first and to a private one later gains nothing", async () => {
  await using site = await serve((_request, response) => response.end("secret"));
  const answers = [[{ address: "203.0.113.7", family: 4 }], loopback];
  let asked = 0;
  await using client = house.client({ resolver: async () => answers[Math.min(asked++, 1)] ?? [] });
  // Both look-ups are judged: the documentation range is refused like loopback is.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await expect(
      client.fetch(get(`http://rebind.example:${site.port}/`, { isUserGiven: true })),
    ).rejects.toMatchObject({ rung: "needs_attention" });
  }
  expect(site.requests).toHaveLength(0);
});

test("the socket goes to the very address that was checked, asked for once per connection", async () => {
  await using site = await serve((_request, response) => response.end("ok"));
  let asked = 0;
  await using client = house.client({
    allowLoopback: true,
    resolver: async () => {
      asked += 1;
      return asked === 1 ? loopback : [{ address: "10.0.0.1", family: 4 }];
    },
  });
  expect((await client.fetch(get(`http://pinned.example:${site.port}/`, { isUserGiven: true }))).status).toBe(
    200,
  );
  expect(asked).toBe(1);
  expect(site.requests[0]?.headers.host).toBe(`pinned.example:${site.port}`);
});

test("a redirect to a private address is refused although the first address was fine", async () => {
  await using inside = await serve((_request, response) => response.end("secret"));
  await using site = await serve((request, response) => {
    const location =
      request.url === "/name" ? "http://metadata.example/latest/" : `http://10.1.2.3:${inside.port}/`;
    response.writeHead(302, { location }).end();
  });
  await using client = house.client({
    allowLoopback: true,
    resolver: async () => [{ address: "169.254.169.254", family: 4 }],
  });
  await expect(client.fetch(get(`${site.origin}/name`, { isUserGiven: true }))).rejects.toMatchObject({
    rung: "needs_attention",
    facts: { address: "169.254.169.254" },
  });
  await expect(client.fetch(get(`${site.origin}/literal`, { isUserGiven: true }))).rejects.toMatchObject({
    rung: "needs_attention",
    facts: { address: "10.1.2.3" },
  });
  expect(inside.requests).toHaveLength(0);
});

test("a redirect to another scheme, or to an address with credentials, is refused", async () => {
  await using site = await serve((request, response) => {
    response
      .writeHead(302, {
        location: request.url === "/file" ? "file:///etc/passwd" : "http://user:pass@site.example/",
      })
      .end();
  });
  await using client = house.client({ allowLoopback: true });
  await expect(client.fetch(get(`${site.origin}/file`, { isUserGiven: true }))).rejects.toMatchObject({
    rung: "needs_attention",
  });
  await expect(client.fetch(get(`${site.origin}/user`, { isUserGiven: true }))).rejects.toMatchObject({
    rung: "needs_attention",
  });
});

test("a connection opened for one of our own addresses is not lent to a user's URL", async () => {
  await using site = await serve((_request, response) => response.end("ok"));
  await using client = house.client({ resolver: async () => loopback });
  const url = `http://internal.example:${site.port}/`;
  expect((await client.fetch(get(url))).status).toBe(200);
  await expect(client.fetch(get(url, { isUserGiven: true }))).rejects.toMatchObject({
    rung: "needs_attention",
  });
  expect(site.requests).toHaveLength(1);
});

test("what is no web address is refused in one sentence", async () => {
  await using client = house.client();
  for (const url of [
    "",
    "example",
    "//example.com",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "http://user:pass@example.com/",
  ]) {
    await expect(client.fetch(get(url, { isUserGiven: true }))).rejects.toMatchObject({
      rung: "needs_attention",
    });
  }
});

test("a name that changes its address between two connections is judged each time", async () => {
  await using site = await serve((_request, response) => {
    response.writeHead(200, { connection: "close" }).end("ok");
  });
  const answers = [loopback, [{ address: "169.254.169.254", family: 4 }], loopback];
  let asked = 0;
  await using client = house.client({
    allowLoopback: true,
    resolver: async () => answers[asked++] ?? loopback,
  });
  const url = get(`http://rebind.example:${site.port}/`, { isUserGiven: true });
  expect((await client.fetch(url)).status).toBe(200);
  await expect(client.fetch(url)).rejects.toMatchObject({ facts: { address: "169.254.169.254" } });
  expect((await client.fetch(url)).status).toBe(200);
  expect(site.requests).toHaveLength(2);
});

test("each hop of a redirect is judged by an address of its own, and back to a name that changed it too", async () => {
  await using site = await serve((_request, response) => {
    response.writeHead(302, { location: "/again", connection: "close" }).end();
  });
  let asked = 0;
  await using client = house.client({
    allowLoopback: true,
    resolver: async () => (asked++ === 0 ? loopback : [{ address: "10.0.0.1", family: 4 }]),
  });
  await expect(
    client.fetch(get(`http://hop.example:${site.port}/`, { isUserGiven: true })),
  ).rejects.toMatchObject({ facts: { address: "10.0.0.1" } });
  expect(site.requests).toHaveLength(1);
});

test("a proxy of the environment is not asked: it would resolve the name by itself", async () => {
  await using proxy = await serve((_request, response) => response.end("from the proxy"));
  await using site = await serve((_request, response) => response.end("from the site"));
  const names = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "NODE_USE_ENV_PROXY"];
  for (const name of names) vi.stubEnv(name, name === "NODE_USE_ENV_PROXY" ? "1" : proxy.origin);
  try {
    await using client = house.client({ allowLoopback: true });
    expect((await client.fetch(get(`${site.origin}/`, { isUserGiven: true }))).status).toBe(200);
    expect([proxy.requests.length, site.requests.length]).toEqual([0, 1]);
  } finally {
    vi.unstubAllEnvs();
  }
});
