import { afterAll, beforeAll, expect, test } from "vitest";
import { contentHash } from "@millrace/platform/ids";
import { get, openTestHouse, serve, type TestHouse, type TestServer } from "./test-kit.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const rules = "User-agent: *\nDisallow: /\n\nUser-agent: Millrace\nAllow: /posts\nDisallow: /private\n";

/** A site whose robots.txt answers like this; everything else is "page". */
function siteWith(status: number, body = ""): Promise<TestServer> {
  return serve((request, response) => {
    if (request.url === "/robots.txt") response.writeHead(status, { "content-type": "text/plain" }).end(body);
    else response.end("page");
  });
}

function countOf(site: TestServer, url: string): number {
  return site.requests.filter((request) => request.url === url).length;
}

test("what robots.txt allows is fetched, and the page log tells which robots.txt was in force", async () => {
  await using site = await siteWith(200, rules);
  await using client = house.client();
  const answer = await client.fetch(get(`${site.origin}/posts/1`, { obeyRobots: true, keepPage: true }));
  const { rows } = await house.database.pool.query("select robots_hash from millrace.page where id = $1", [
    answer.pageId,
  ]);
  expect(rows[0].robots_hash).toBe(contentHash(rules));
  expect(await house.objects.get(contentHash(rules))).toEqual(Buffer.from(rules));
});

test("what robots.txt disallows needs attention and is never asked for", async () => {
  await using site = await siteWith(200, rules);
  await using client = house.client();
  await expect(
    client.fetch(get(`${site.origin}/private/1?token=s3cret`, { obeyRobots: true })),
  ).rejects.toMatchObject({
    rung: "needs_attention",
    message: expect.not.stringContaining("s3cret"),
    facts: { robots_hash: contentHash(rules) },
  });
  expect(site.requests.map(({ url }) => url)).toEqual(["/robots.txt"]);
});

test("robots.txt is asked for once, by many requests at once and by another client", async () => {
  await using site = await siteWith(200, rules);
  await using one = house.client();
  await using two = house.client();
  await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      one.fetch(get(`${site.origin}/posts/${index}`, { obeyRobots: true })),
    ),
  );
  await two.fetch(get(`${site.origin}/posts/11`, { obeyRobots: true }));
  expect(countOf(site, "/robots.txt")).toBe(1);
  expect(site.requests).toHaveLength(12);
});

test("without obeyRobots nobody asks for robots.txt", async () => {
  await using site = await siteWith(200, rules);
  await using client = house.client();
  expect((await client.fetch(get(`${site.origin}/private/1`))).status).toBe(200);
  expect(countOf(site, "/robots.txt")).toBe(0);
});

test.each([401, 403, 404, 410])("a robots.txt that answers %i allows everything", async (status) => {
  await using site = await siteWith(status, "User-agent: *\nDisallow: /");
  await using client = house.client();
  expect((await client.fetch(get(`${site.origin}/private/1`, { obeyRobots: true }))).status).toBe(200);
});

test.each([500, 503, 429])(
  "a robots.txt that answers %i disallows everything until it can be read",
  async (status) => {
    let robotsStatus = status;
    await using site = await serve((request, response) =>
      response.writeHead(request.url === "/robots.txt" ? robotsStatus : 200).end(""),
    );
    await using client = house.client();
    await expect(client.fetch(get(`${site.origin}/posts/1`, { obeyRobots: true }))).rejects.toMatchObject({
      rung: "try_again_later",
    });
    expect(countOf(site, "/posts/1")).toBe(0);
    robotsStatus = 200;
    expect((await client.fetch(get(`${site.origin}/posts/1`, { obeyRobots: true }))).status).toBe(200);
  },
);

test("a robots.txt that can't be reached disallows everything until it can be read", async () => {
  await using site = await serve((request, response) => {
    if (request.url === "/robots.txt") request.socket.resetAndDestroy();
    else response.end();
  });
  await using client = house.client();
  await expect(client.fetch(get(`${site.origin}/posts/1`, { obeyRobots: true }))).rejects.toMatchObject({
    rung: "try_again_later",
    cause: { rung: "transient" },
  });
});

test("a redirect is judged by the robots.txt of the origin it leads to", async () => {
  await using closed = await siteWith(200, "User-agent: *\nDisallow: /");
  await using open = await serve((request, response) => {
    if (request.url === "/robots.txt") response.writeHead(404).end();
    else response.writeHead(302, { location: `${closed.origin}/landing` }).end();
  });
  await using client = house.client();
  await expect(client.fetch(get(`${open.origin}/go`, { obeyRobots: true }))).rejects.toMatchObject({
    rung: "needs_attention",
  });
  expect(countOf(closed, "/landing")).toBe(0);
});

test("one caller's abort does not end the look-up that another waits for", async () => {
  const held: (() => void)[] = [];
  await using site = await serve((request, response) => {
    if (request.url === "/robots.txt") held.push(() => response.writeHead(404).end());
    else response.end("page");
  });
  await using client = house.client();
  const abort = new AbortController();
  const first = client.fetch(get(`${site.origin}/1`, { obeyRobots: true, signal: abort.signal }));
  const second = client.fetch(get(`${site.origin}/2`, { obeyRobots: true }));
  await expect.poll(() => held.length).toBe(1);
  abort.abort(new Error("cancelled"));
  await expect(first).rejects.toThrow("cancelled");
  held.shift()?.();
  expect((await second).status).toBe(200);
});
