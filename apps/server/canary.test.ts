import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { systemClock } from "@millrace/platform/clock";
import { createPoliteClient } from "@millrace/platform/http";
import { createLogger } from "@millrace/platform/telemetry";
import { everyRow as everyRowOf, leaksIn as leaksOf } from "./testing/leaks.ts";
import { openTestHouse } from "./testing/test-house.ts";

/** One secret per place, so that a leak says where it came from. */
const canaries = {
  apiToken: "canary-api-token-4c1f0a",
  cookie: "canary-cookie-77e2b9",
  queryToken: "canary-query-token-b0d3e1",
  basicPassword: "canary-basic-5a9c22",
  vendorToken: "canary-vendor-token-e41a07",
  vendorCookie: "canary-vendor-cookie-90fd3c",
  vendorQuery: "canary-vendor-query-13bb68",
  vendorSetsCookie: "canary-set-cookie-6de0f4",
  smtpPassword: "canary-smtp-2b8e90",
  signInPassword: "canary-sign-in-fa7710",
} as const;

const lines: string[] = [];
const log = createLogger({ level: "trace", destination: { write: (line) => void lines.push(line) } });
const house = await openTestHouse({
  site: { posts: 5 },
  log,
  config: { smtpUrl: `smtp://mailer:${canaries.smtpPassword}@127.0.0.1:1` },
});
afterAll(() => house[Symbol.asyncDispose]());

/** Answers that came back to whoever asked. */
const answers: string[] = [];

async function ask(path: string, init: RequestInit = {}): Promise<void> {
  const answer = await fetch(house.url + path, init);
  const headers = JSON.stringify([...answer.headers]);
  answers.push(`${answer.status} ${headers} ${await answer.text()}`);
}

const everyRow = (): Promise<string> => everyRowOf(house.context.db.pool);
const leaksIn = (text: string): string[] => leaksOf(text, canaries);

test("a secret sent to us is in no log, no row, no metric and no answer", async () => {
  const headers = {
    authorization: `Bearer ${canaries.apiToken}`,
    cookie: `__Host-millrace=${canaries.cookie}`,
    origin: house.url,
  };
  const json = { ...headers, "content-type": "application/json" };
  const query = `token=${canaries.queryToken}&access_token=${canaries.queryToken}`;
  for (const path of [
    "/api/v1/posts",
    "/api/v1/runs",
    "/api/v1/nothing",
    "/health",
    "/api/v1/posts/export?format=csv",
  ])
    await ask(`${path}${path.includes("?") ? "&" : "?"}${query}`, { headers });
  await ask("/api/v1/me", {
    headers: { authorization: `Basic ${Buffer.from(`a:${canaries.basicPassword}`).toString("base64")}` },
  });
  const signIn = { email: "nobody@mail.example", password: canaries.signInPassword };
  await ask("/api/v1/sign-in", { method: "POST", headers: json, body: JSON.stringify(signIn) });
  await ask("/api/v1/sign-in", {
    method: "POST",
    headers: json,
    body: `{"password":"${canaries.signInPassword}"`,
  });
  await ask("/api/v1/collections", {
    method: "POST",
    headers: json,
    body: JSON.stringify({ max_posts: 3, password: canaries.signInPassword, token: canaries.apiToken }),
  });
  await ask("/api/v1/settings", { headers: { origin: house.url } });
  await ask("/metrics");
  await ask("/api/v1/runs");
  expect({
    log: leaksIn(lines.join("")),
    answers: leaksIn(answers.join("\n")),
    rows: leaksIn(await everyRow()),
  }).toEqual({ log: [], answers: [], rows: [] });
  expect(lines.length).toBeGreaterThan(0);
});

test.each(["an answer", "a refusal", "a cut connection"])(
  "a secret sent to a vendor stays between us, also with %s",
  async (ending) => {
    const vendor = createServer((request, response) => {
      response.setHeader("set-cookie", `session=${canaries.vendorSetsCookie}`);
      if (ending === "a cut connection") request.socket.destroy();
      else response.writeHead(ending === "an answer" ? 200 : 401).end("no");
    }).listen(0, "127.0.0.1");
    await once(vendor, "listening");
    const { port } = vendor.address() as AddressInfo;
    const { db, objects, metrics } = house.context;
    await using client = createPoliteClient({
      pool: db.pool,
      objects,
      log,
      clock: systemClock,
      random: () => 0,
      userAgent: "Millrace/0.1",
      budgets: [],
    });
    const told = await client
      .fetch({
        vendor: "canary",
        account: null,
        url: `http://127.0.0.1:${port}/?access_token=${canaries.vendorQuery}&api_key=${canaries.vendorQuery}`,
        headers: {
          authorization: `Bearer ${canaries.vendorToken}`,
          "x-api-key": canaries.vendorToken,
          cookie: `session=${canaries.vendorCookie}`,
        },
      })
      .then(
        () => "",
        (error: unknown) => {
          log.error({ err: error }, "the vendor was not reached");
          return error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : String(error);
        },
      );
    vendor.close();
    expect({
      error: leaksIn(told),
      log: leaksIn(lines.join("")),
      rows: leaksIn(await everyRow()),
      metrics: leaksIn(await metrics.registry.metrics()),
    }).toEqual({ error: [], log: [], rows: [], metrics: [] });
  },
);

test("a fault of ours, and one of the database, leave no secret behind", async () => {
  const fault = new Error(`connect to postgres://millrace:${canaries.basicPassword}@db.example/x failed`);
  log.error({ err: fault }, "request failed");
  log.error({ err: new Error("no connection", { cause: fault }) }, fault.message);
  const smtpUrl = `smtp://mailer:${canaries.smtpPassword}@mail.example:587`;
  log.error({ config: { databaseUrl: canaries.basicPassword, smtpUrl } }, "settings");
  log.error({ url: `https://vendor.example/?token=${canaries.queryToken}` }, "asked");
  expect(leaksIn(lines.join(""))).toEqual([]);
});
