import { afterAll, beforeAll, expect, test } from "vitest";
import { readBudgets } from "./index.ts";
import { generousBudget, get, openTestHouse, serve, type TestHouse } from "./test-kit.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

test("a redirect loop is rejected after five redirects", async () => {
  await using site = await serve((_request, response) =>
    response.writeHead(302, { location: "/again" }).end(),
  );
  await using client = house.client();
  await expect(client.fetch(get(site.origin))).rejects.toMatchObject({ rung: "rejected" });
  expect(site.requests).toHaveLength(6);
});

test("the answer tells the address it came from, and every hop costs a permit", async () => {
  await using site = await serve((request, response) => {
    if (request.url === "/three") response.end("here");
    else response.writeHead(301, { location: request.url === "/one" ? "/two" : "three" }).end("moved");
  });
  await using client = house.client({ budgets: [generousBudget("hops")] });
  const answer = await client.fetch(get(`${site.origin}/one`, { account: "hops", keepPage: true }));
  expect(answer.url).toBe(`${site.origin}/three`);
  expect(new TextDecoder().decode(answer.body)).toBe("here");
  expect(await readBudgets(house.database.pool)).toMatchObject([{ account: "hops", spent: 3 }]);
});

test("credentials are dropped when a redirect leaves the origin, and stay within it", async () => {
  await using other = await serve((_request, response) => response.end("other"));
  await using site = await serve((request, response) => {
    if (request.url === "/inside") response.end("inside");
    else
      response
        .writeHead(307, { location: request.url === "/out" ? `${other.origin}/landing` : "/inside" })
        .end();
  });
  await using client = house.client();
  const headers = { Authorization: "Bearer s3cret", Cookie: "session=s3cret", Accept: "text/html" };
  await client.fetch(get(`${site.origin}/in`, { headers }));
  await client.fetch(get(`${site.origin}/out`, { headers }));
  expect(site.requests.find(({ url }) => url === "/inside")?.headers).toMatchObject({
    authorization: "Bearer s3cret",
    cookie: "session=s3cret",
  });
  expect(other.requests[0]?.headers).not.toHaveProperty("authorization");
  expect(other.requests[0]?.headers).not.toHaveProperty("cookie");
  expect(other.requests[0]?.headers).toMatchObject({ accept: "text/html" });
});

test("307 sends the body again, 303 turns into GET without one", async () => {
  const bodies: string[] = [];
  await using site = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(`${request.method} ${request.url} ${Buffer.concat(chunks).toString()}`);
      if (request.url === "/end") response.end();
      else response.writeHead(Number(request.url?.slice(1)), { location: "/end" }).end();
    });
  });
  await using client = house.client();
  await client.fetch(
    get(`${site.origin}/307`, { method: "POST", body: "a=1", headers: { "content-type": "text/plain" } }),
  );
  await client.fetch(
    get(`${site.origin}/303`, { method: "POST", body: "a=1", headers: { "content-type": "text/plain" } }),
  );
  expect(bodies).toEqual(["POST /307 a=1", "POST /end a=1", "POST /303 a=1", "GET /end "]);
  expect(site.requests.at(-1)?.headers).not.toHaveProperty("content-type");
});

test("a redirect that is not to be followed is an answer, with the cookies it sets", async () => {
  await using site = await serve((_request, response) =>
    response
      .writeHead(302, { location: "/member", "set-cookie": ["session=1; Path=/", "token=2; Path=/"] })
      .end(),
  );
  await using client = house.client();
  const answer = await client.fetch(get(`${site.origin}/login`, { method: "POST", followRedirects: false }));
  expect(answer).toMatchObject({ status: 302, url: `${site.origin}/login` });
  expect(answer.headers).toMatchObject({
    location: "/member",
    "set-cookie": "session=1; Path=/\ntoken=2; Path=/",
  });
  expect(site.requests).toHaveLength(1);
});
