import { connect } from "node:net";
import { afterAll, expect, test } from "vitest";
import { openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({ site: { posts: 5 } });
afterAll(() => house[Symbol.asyncDispose]());

/** Bytes as they are, for what fetch would not send; answers with the status line and the body. */
async function raw(request: string, chunks: readonly string[] = []): Promise<string> {
  const { port } = new URL(house.url);
  const socket = connect(Number(port), "127.0.0.1");
  let text = "";
  const ended = new Promise<void>((resolve) => void socket.on("close", () => resolve()));
  socket
    .setEncoding("utf8")
    .on("data", (part: string) => (text += part))
    .on("error", () => undefined);
  socket.write(request);
  for (const chunk of chunks) socket.write(`${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`);
  if (chunks.length > 0) socket.write("0\r\n\r\n");
  await ended;
  return text;
}

test("only this machine's names are answered to", async () => {
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"]) {
    const answer = await raw(`GET /api/v1/posts HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /u);
    expect(answer).toContain('"host_not_allowed"');
  }
  for (const host of ["LOCALHOST:1", "127.0.0.1", "[::1]:4400"]) {
    expect(await raw(`GET /health/live HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 200 /u,
    );
  }
});

test.each([
  ["nothing said, no cookie", {}, 200],
  ["own origin", { origin: "own" }, 200],
  ["own origin and a cookie", { origin: "own", cookie: "a=b" }, 200],
  ["same-origin by the browser's word", { "sec-fetch-site": "same-origin", cookie: "a=b" }, 200],
  ["a cookie and no word of where it comes from", { cookie: "a=b" }, 403],
  ["a cookie, typed by hand", { cookie: "a=b", "sec-fetch-site": "none" }, 403],
  ["origin null", { origin: "null" }, 403],
  ["origin null and a cookie", { origin: "null", cookie: "a=b" }, 403],
  ["own origin, but the browser says cross-site", { origin: "own", "sec-fetch-site": "cross-site" }, 403],
  ["a sister site", { "sec-fetch-site": "same-site", cookie: "a=b" }, 403],
  ["another port", { origin: "http://127.0.0.1:1", cookie: "a=b" }, 403],
  ["an origin that is no URL", { origin: "evil" }, 403],
] as const)("a write with %s", async (_what, headers, status) => {
  const sent = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === "own" ? house.url : value]),
  );
  const answer = await fetch(`${house.url}/api/v1/sources/linkedin-demo/resume`, {
    method: "POST",
    headers: sent,
  });
  const text = await answer.text();
  expect([answer.status, text.includes('"cross_site_request"')], text).toEqual([status, status === 403]);
});

test("a body that is too large, of the wrong kind or broken is refused as such", async () => {
  const post = (body: string, type: string): Promise<Response> =>
    fetch(`${house.url}/api/v1/collections`, { method: "POST", headers: { "content-type": type }, body });
  const large = await post(JSON.stringify({ keywords: "x".repeat(1_100_000) }), "application/json");
  expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, "body_too_large"]);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml"]) {
    const wrong = await post("{}", type);
    expect([wrong.status, await wrong.json()]).toMatchObject([
      415,
      { code: "unsupported_media_type", field: "body" },
    ]);
  }
  const broken = await post("{", "application/json");
  expect([broken.status, await broken.json()]).toMatchObject([
    400,
    { code: "malformed_body", field: "body" },
  ]);
});

test("a body sent in chunks is read up to the same limit", async () => {
  const head =
    "POST /api/v1/collections HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
  expect(await raw(head, ['{"max_', 'posts":1}'])).toMatch(/^HTTP\/1\.1 202 /u);
  const tooMuch = await raw(
    head,
    Array.from({ length: 20 }, () => "x".repeat(100_000)),
  );
  expect(tooMuch).toMatch(/^HTTP\/1\.1 413 /u);
  expect(tooMuch).toContain('"body_too_large"');
});
