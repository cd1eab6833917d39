import { once } from "node:events";
import { createServer } from "node:net";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBudgets, type PoliteRequest } from "./index.ts";
import { generousBudget, get, openTestHouse, serve, type TestHouse } from "./test-kit.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

/** The client's timers tick about once a second: time-outs well below the deadline, which is six of them, on a busy machine too. */
const hasty = { minMs: 600, maxMs: 600 };
/** A deadline that is soon over. */
const hastiest = { minMs: 200, maxMs: 200 };

test("a server that never begins to answer is transient", async () => {
  await using site = await serve(() => {});
  await using client = house.client({ timeoutBounds: hasty });
  await expect(client.fetch(get(site.origin))).rejects.toMatchObject({
    rung: "transient",
    facts: { code: "UND_ERR_HEADERS_TIMEOUT" },
  });
});

test("a server that stops in the middle of its answer is transient", async () => {
  await using site = await serve((_request, response) => {
    response.writeHead(200).write("half");
  });
  await using client = house.client({ timeoutBounds: hasty });
  await expect(client.fetch(get(site.origin))).rejects.toMatchObject({
    rung: "transient",
    facts: { code: "UND_ERR_BODY_TIMEOUT" },
  });
});

test("a server that drips its answer for ever is given up as transient", async () => {
  await using site = await serve((_request, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write("."), 20);
    response.on("close", () => clearInterval(drip));
  });
  await using client = house.client({ timeoutBounds: hastiest });
  await expect(client.fetch(get(site.origin))).rejects.toMatchObject({
    rung: "transient",
    message: expect.stringContaining("did not finish"),
  });
});

test("a reset connection, before and within the answer, is transient", async () => {
  await using site = await serve((request, response) => {
    if (request.url === "/within")
      response
        .writeHead(200, { "content-length": "100" })
        .write("half", () => response.socket?.resetAndDestroy());
    else request.socket.resetAndDestroy();
  });
  await using client = house.client();
  await expect(client.fetch(get(`${site.origin}/before`))).rejects.toMatchObject({ rung: "transient" });
  await expect(client.fetch(get(`${site.origin}/within`))).rejects.toMatchObject({ rung: "transient" });
});

test("nobody listening is transient", async () => {
  const site = await serve(() => {});
  await site[Symbol.asyncDispose]();
  await using client = house.client();
  await expect(client.fetch(get(site.origin))).rejects.toMatchObject({
    rung: "transient",
    facts: { code: "ECONNREFUSED" },
  });
});

test.each([
  ["Content-Length too large", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"],
  ["a chunk cut short", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf"],
  ["chunks without an end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
  ["headers without an end", "HTTP/1.1 200 OK\r\nContent-Le"],
  ["no HTTP at all", "SSH-2.0-OpenSSH_9.2\r\n"],
])("a truncated or garbled answer (%s) is transient, never a short body", async (_what, bytes) => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(bytes);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  await using client = house.client();
  await expect(
    client.fetch(get(`http://127.0.0.1:${address.port}/`, { keepPage: true })),
  ).rejects.toMatchObject({ rung: "transient" });
  server.close();
});

test.each(["gzip", "br", "zstd"])("a %s answer cut short is transient", async (encoding) => {
  const whole = compressors[encoding]?.(Buffer.from("words ".repeat(10_000)));
  await using site = await serve((_request, response) => {
    response.writeHead(200, { "content-encoding": encoding }).end(whole?.subarray(0, whole.length >> 1));
  });
  await using client = house.client();
  await expect(client.fetch(get(site.origin))).rejects.toMatchObject({ rung: "transient" });
});

const compressors: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
};

test.each(["gzip", "br", "zstd", "gzip, br", "identity", ""])(
  "an answer encoded as %j is read",
  async (encoding) => {
    const names = encoding.split(", ").filter((name) => name in compressors);
    const bytes = names.reduce<Uint8Array>(
      (inner, name) => compressors[name]?.(inner) ?? inner,
      Buffer.from("été"),
    );
    await using site = await serve((_request, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(bytes),
    );
    await using client = house.client();
    const answer = await client.fetch(get(site.origin));
    expect(new TextDecoder().decode(answer.body)).toBe("été");
    expect(site.requests[0]?.headers["accept-encoding"]).toBe("gzip, br, zstd");
  },
);

test("an unknown encoding, or a tower of them, is rejected", async () => {
  await using site = await serve((request, response) => {
    response
      .writeHead(200, { "content-encoding": request.url === "/tower" ? "gzip, gzip, gzip, gzip" : "snappy" })
      .end("x");
  });
  await using client = house.client();
  await expect(client.fetch(get(`${site.origin}/snappy`))).rejects.toMatchObject({ rung: "rejected" });
  await expect(client.fetch(get(`${site.origin}/tower`))).rejects.toMatchObject({ rung: "rejected" });
});

test("HEAD, 204 and empty compressed answers have no body", async () => {
  await using site = await serve((request, response) => {
    response.writeHead(request.url === "/204" ? 204 : 200, { "content-encoding": "gzip" }).end();
  });
  await using client = house.client();
  expect((await client.fetch(get(site.origin, { method: "HEAD" }))).body).toHaveLength(0);
  expect((await client.fetch(get(`${site.origin}/204`))).body).toHaveLength(0);
  expect((await client.fetch(get(`${site.origin}/empty`))).body).toHaveLength(0);
});

test("a gzip bomb stops at the limit", async () => {
  // 200 MB of zeros in 200 KB.
  const bomb = gzipSync(Buffer.alloc(200_000_000));
  await using site = await serve((_request, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
  );
  await using client = house.client();
  const before = process.memoryUsage().arrayBuffers;
  await expect(client.fetch(get(site.origin, { maxBytes: 1_000_000, keepPage: true }))).rejects.toMatchObject(
    { rung: "rejected", facts: { max_bytes: 1_000_000 } },
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
});

test("an answer over maxBytes is rejected, announced or not; one of exactly maxBytes is read", async () => {
  await using site = await serve((request, response) => {
    const body = Buffer.alloc(request.url === "/exact" ? 1_000 : 1_001, "x");
    if (request.url === "/announced") response.setHeader("content-length", body.length);
    response.writeHead(200).write(body.subarray(0, 500));
    response.end(body.subarray(500));
  });
  await using client = house.client();
  for (const path of ["/announced", "/chunked"]) {
    await expect(client.fetch(get(site.origin + path, { maxBytes: 1_000 }))).rejects.toMatchObject({
      rung: "rejected",
    });
  }
  expect((await client.fetch(get(`${site.origin}/exact`, { maxBytes: 1_000 }))).body).toHaveLength(1_000);
});

test("429 with seconds, with a date and without either, and 503 with Retry-After, ask to wait and hold the account back", async () => {
  const answers: Record<string, [number, Record<string, string>]> = {
    "/seconds": [429, { "retry-after": "40" }],
    "/date": [429, { "retry-after": new Date(Date.now() + 40_000).toUTCString() }],
    "/silent": [429, {}],
    "/unavailable": [503, { "retry-after": "40" }],
  };
  await using site = await serve((request, response) => {
    const [status, headers] = answers[request.url ?? ""] ?? [404, {}];
    response.writeHead(status, headers).end("slow down");
  });
  for (const path of Object.keys(answers)) {
    const account = `limited:${path}`;
    await using client = house.client({ budgets: [generousBudget(account)] });
    await using neighbour = house.client({ budgets: [generousBudget(account)] });
    await expect(client.fetch(get(site.origin + path, { account }))).rejects.toMatchObject({
      rung: "try_again_later",
      afterMs: expect.toSatisfy((ms: number) => ms > 30_000 && ms <= 60_000),
    });
    const arrived = site.requests.length;
    await expect(neighbour.fetch(get(site.origin + path, { account }))).rejects.toMatchObject({
      rung: "try_again_later",
      afterMs: expect.toSatisfy((ms: number) => ms > 20_000),
    });
    expect(site.requests).toHaveLength(arrived);
  }
  const paused = await readBudgets(house.database.pool);
  expect(
    paused.filter((budget) => budget.account.startsWith("limited:")).map((budget) => budget.pausedUntil),
  ).not.toContain(null);
});

test("5xx, 408 and 425 are transient, and a page asked to be kept is kept all the same", async () => {
  await using site = await serve((request, response) =>
    response.writeHead(Number(request.url?.slice(1))).end("sorry"),
  );
  await using client = house.client({ breaker: { failuresToOpen: 100 } });
  for (const status of [500, 502, 503, 504, 408, 425]) {
    await expect(
      client.fetch(get(`${site.origin}/${status}`, { keepPage: true, runId: "run-5xx" })),
    ).rejects.toMatchObject({ rung: "transient", facts: { status } });
  }
  const { rows } = await house.database.pool.query(
    "select status from millrace.page where run_id = 'run-5xx' order by id",
  );
  expect(rows.map((row) => row.status)).toEqual([500, 502, 503, 504, 408, 425]);
});

test("any other status is the caller's to interpret", async () => {
  await using site = await serve((request, response) =>
    response.writeHead(Number(request.url?.slice(1))).end(),
  );
  await using client = house.client();
  for (const status of [200, 204, 304, 400, 401, 403, 404, 410, 451, 999]) {
    expect((await client.fetch(get(`${site.origin}/${status}`))).status).toBe(status);
  }
});

test("an abort ends the request with the caller's reason and closes the socket", async () => {
  const stages = ["/headers", "/body"];
  for (const stage of stages) {
    const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: onArrived } = Promise.withResolvers<void>();
    await using site = await serve((request, response) => {
      request.socket.on("close", () => onClosed());
      if (stage === "/body") response.writeHead(200).write("half", () => onArrived());
      else onArrived();
    });
    await using client = house.client();
    const abort = new AbortController();
    const reason = new Error("the run was cancelled");
    const answer = client.fetch(get(site.origin + stage, { signal: abort.signal }));
    answer.catch(() => {});
    await arrived;
    abort.abort(reason);
    await expect(answer).rejects.toBe(reason);
    await closed;
  }
});

test("an abort while waiting for a slot leaves the queue to the others", async () => {
  const { promise: arrived, resolve: onArrived } = Promise.withResolvers<void>();
  const waiting: (() => void)[] = [];
  await using site = await serve((_request, response) => {
    waiting.push(() => response.end("ok"));
    onArrived();
  });
  await using client = house.client({ budgets: [{ ...generousBudget("narrow"), concurrencyPerHost: 1 }] });
  const send = (more: Partial<PoliteRequest> = {}) =>
    client.fetch(get(site.origin, { account: "narrow", ...more }));
  const first = send();
  await arrived;
  const abort = new AbortController();
  const second = send({ signal: abort.signal });
  const third = send();
  abort.abort(new Error("cancelled"));
  await expect(second).rejects.toThrow("cancelled");
  expect(site.requests).toHaveLength(1);
  waiting.shift()?.();
  expect((await first).status).toBe(200);
  await expect.poll(() => waiting.length).toBe(1);
  waiting.shift()?.();
  expect((await third).status).toBe(200);
  expect(site.requests).toHaveLength(2);
});

test("disposing the client ends what is in flight as try-again-later", async () => {
  const { promise: arrived, resolve: onArrived } = Promise.withResolvers<void>();
  await using site = await serve(() => onArrived());
  const client = house.client();
  const answer = client.fetch(get(site.origin));
  answer.catch(() => {});
  await arrived;
  await client[Symbol.asyncDispose]();
  await expect(answer).rejects.toMatchObject({ rung: "try_again_later" });
  await expect(client.fetch(get(site.origin))).rejects.toMatchObject({ rung: "try_again_later" });
});

test("an account without a budget is our bug, not an unlimited account", async () => {
  await using client = house.client();
  await expect(client.fetch(get("http://127.0.0.1:1/", { account: "nobody" }))).rejects.toMatchObject({
    rung: "broken",
  });
});

test("no idle connection of a disposed client stays open", async () => {
  await using site = await serve((_request, response) => response.end("ok"));
  const client = house.client();
  await client.fetch(get(site.origin));
  await client[Symbol.asyncDispose]();
  await expect
    .poll(async () => new Promise((resolve) => site.server.getConnections((_error, count) => resolve(count))))
    .toBe(0);
});

test("of an address that is a secret, faults show the origin only", async () => {
  await using site = await serve((request, response) => {
    if (request.url === "/services/hush/reset") request.socket.resetAndDestroy();
    else response.writeHead(500).end();
  });
  await using client = house.client();
  for (const end of ["reset", "error"]) {
    const asked = get(`${site.origin}/services/hush/${end}`, { isSecretAddress: true });
    const fault = await client.fetch(asked).then(
      () => null,
      (error: unknown) => error,
    );
    expect(fault).toMatchObject({ rung: "transient", facts: { url: `${site.origin}/[redacted]` } });
    expect((fault as Error).message).not.toContain("hush");
  }
});
