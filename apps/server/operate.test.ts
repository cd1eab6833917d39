import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openDatabaseUrl } from "@millrace/platform/db";
import { until } from "@millrace/platform/testing";
import type { Collection } from "@millrace/posts/contract";
import { afterAll, expect, test } from "vitest";
import { byText } from "./testing/api-helpers.ts";
import { json, openTestHouse } from "./testing/test-house.ts";

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

/** SpanKind in OTLP (opentelemetry-proto, trace.proto). */
const kinds = { internal: 1, server: 2, client: 3 };
const collector = await startCollector();
const house = await openTestHouse({
  site: { posts: 12 },
  config: { otlpEndpoint: collector.url, traceSampleRatio: 1 },
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await collector.stop();
});

/** A real OTLP/HTTP receiver that keeps the spans it is sent (JSON encoding). */
async function startCollector() {
  const spans: Span[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const sent = JSON.parse(Buffer.concat(chunks).toString()) as {
        resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
      };
      spans.push(
        ...sent.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans)),
      );
      outgoing.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    spans,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const attribute = (span: Span, key: string): string | undefined =>
  span.attributes.find((one) => one.key === key)?.value.stringValue;

async function untilSpans(check: (spans: readonly Span[]) => boolean): Promise<readonly Span[]> {
  return until("the spans arrived", async () => (check(collector.spans) ? collector.spans : null));
}

test("one request, its workflow's steps and their calls are traced, each by one span; health and metrics by none", async () => {
  for (const path of ["/health", "/health/live", "/health/ready", "/metrics"])
    await (await fetch(house.url + path)).text();
  const { body } = await house.call<Collection>("/collections", json({ max_posts: 3 }));
  await until("it has ended", async () => {
    const { rows } = await house.database.pool.query(
      "select 1 from posts.collection where id = $1 and outcome = 'succeeded'",
      [body.id],
    );
    return rows.length === 1;
  });

  const isStep = (span: Span): boolean => attribute(span, "millrace.run.id") === body.id;
  const spans = await untilSpans((all) => all.filter(isStep).length >= 5);
  await untilSpans((all) => all.some((span) => span.kind === kinds.server));
  const servers = spans.filter((span) => span.kind === kinds.server);
  expect(servers.map((span) => span.name)).toEqual(["POST /api/v1/collections"]);
  const steps = spans.filter(isStep);
  expect(steps.map((span) => attribute(span, "millrace.step")).sort(byText)).toEqual([
    "check-source-0",
    "close",
    "fetch-page-0",
    "open",
    "save-page-0",
  ]);
  const fetching = steps.find((span) => attribute(span, "millrace.step") === "fetch-page-0");
  const calls = spans.filter((span) => span.kind === kinds.client);
  const asked = house.site.requests();
  expect(asked.length).toBeGreaterThanOrEqual(4);
  // On a busy machine a permit may lapse before its request is sent: that try has a span and no answer.
  const answered = calls.filter((span) =>
    span.attributes.some(({ key }) => key === "http.response.status_code"),
  );
  const isPage = (address: string): boolean => !address.includes("/robots.txt");
  expect(answered.filter((span) => isPage(attribute(span, "url.full") ?? ""))).toHaveLength(
    asked.filter(({ path }) => isPage(path)).length,
  );
  for (const call of calls)
    expect([call.traceId, call.parentSpanId]).toEqual([fetching?.traceId, fetching?.spanId]);
  expect(spans.some((span) => span.name.includes("health") || span.name.includes("metrics"))).toBe(false);
});

test("metrics tell requests by route, never by id, and name their units", async () => {
  await house.call("/posts/01900000-0000-7000-8000-000000000000");
  await fetch(`${house.url}/api/v1/no/such/thing`);
  const answer = await fetch(`${house.url}/metrics`);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/u);
  const text = await answer.text();
  expect(text).toContain(
    'millrace_http_request_duration_seconds_count{method="GET",route="/api/v1/posts/:id",status="404"} 1',
  );
  expect(text).not.toContain("01900000-0000");
  expect(text).not.toContain("no/such");
  const names = [...text.matchAll(/^# TYPE (millrace_\S+) (\w+)$/gmu)];
  expect(names.map(([, name]) => name)).toEqual(
    expect.arrayContaining([
      "millrace_sse_clients",
      "millrace_events_delivered_total",
      "millrace_outbound_requests_total",
    ]),
  );
  for (const [, name, type] of names)
    expect(name).toMatch(type === "counter" ? /_total$/u : type === "histogram" ? /_seconds$/u : /./u);
});

test("metrics tell the steps and runs of each workflow by how they ended", async () => {
  const before = await endsOf("collect-posts");
  await house.call("/collections", json({ max_posts: 5 }));
  await until("its run is counted", async () => (await endsOf("collect-posts")).runs === before.runs + 1);
  const steps = (await endsOf("collect-posts")).steps - before.steps;
  // Open, check, fetch, save, close.
  expect(steps).toBeGreaterThanOrEqual(5);
});

test("metrics tell queues, dead letters, workers, budgets and breakers as all processes share them", async () => {
  await house.database.pool.query(
    `insert into millrace.http_breaker (vendor, host, state, failures, open_until)
     values ('acme', 'one.example', 'open', 5, now() + interval '1 hour'), ('acme', 'two.example', 'closed', 1, null)`,
  );
  const lines = (await (await fetch(`${house.url}/metrics`)).text()).split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "millrace_shared_state_readable 1",
      'millrace_queue_runs{queue="collections",state="queued"} 0',
      'millrace_queue_runs{queue="collections",state="delayed"} 0',
      'millrace_queue_oldest_wait_seconds{queue="collections"} 0',
      'millrace_queue_paused{queue="collections"} 0',
      'millrace_dead_letters{workflow="collect-posts"} 0',
      'millrace_workers{role="all",state="alive"} 1',
      'millrace_breakers_open{vendor="acme"} 1',
      expect.stringMatching(/^millrace_budget_limit_requests\{account="linkedin-demo:default"\} \d+$/u),
      expect.stringMatching(/^millrace_budget_left_requests\{account="linkedin-demo:default"\} \d+$/u),
    ]),
  );
});

/** Steps and runs of a workflow that succeeded so far, as Prometheus sees them. */
async function endsOf(workflow: string): Promise<{ steps: number; runs: number }> {
  const text = await (await fetch(`${house.url}/metrics`)).text();
  const count = (what: string): number => {
    const line = `millrace_${what}_duration_seconds_count{workflow="${workflow}",outcome="succeeded"} `;
    return Number(text.split(line)[1]?.split("\n")[0] ?? 0);
  };
  return { steps: count("step"), runs: count("run") };
}

test("without its database the process is degraded, not dead: health still answers 200, readiness 503, and both come back", async () => {
  const health = async (): Promise<{
    status: number;
    body: { status: string; checks: { database: { status: string } } };
  }> => {
    const answer = await fetch(`${house.url}/health`);
    return { status: answer.status, body: (await answer.json()) as never };
  };
  expect(await health()).toMatchObject({
    status: 200,
    body: { status: "ok", checks: { database: { status: "ok" } } },
  });
  const url = new URL(house.database.url);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  await using admin = openDatabaseUrl(url.href, { log: house.context.log, maxConnections: 1 });
  try {
    await admin.pool.query(`alter database ${name} allow_connections false`);
    await admin.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
      name,
    ]);
    expect(await health()).toMatchObject({
      status: 200,
      body: { status: "degraded", checks: { database: { status: "failed" } } },
    });
    expect((await fetch(`${house.url}/health/ready`)).status).toBe(503);
    const metrics = await (await fetch(`${house.url}/metrics`)).text();
    expect(metrics).toContain("millrace_shared_state_readable 0");
    expect(metrics).not.toContain("millrace_queue_runs{");
    expect(metrics).toContain("millrace_http_request_duration_seconds_count");
    expect((await fetch(`${house.url}/health/live`)).status).toBe(200);
    const list = await house.call<{ code: string }>("/posts");
    expect([list.status, list.body.code]).toEqual([503, "database_unreachable"]);
  } finally {
    await admin.pool.query(`alter database ${name} allow_connections true`);
  }
  expect(await health()).toMatchObject({ status: 200, body: { status: "ok" } });
  expect((await fetch(`${house.url}/health/ready`)).status).toBe(200);
});

test("while the process drains it is not ready, takes no requests and says when to come back; live it still is", async () => {
  const { createApp } = await import("./app.ts");
  const draining = new AbortController();
  const app = createApp(house.context, { draining: draining.signal });
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    Promise.resolve(app.request(path, init));
  expect((await ask("/health/ready")).status).toBe(200);
  draining.abort();
  expect((await ask("/health/ready")).status).toBe(503);
  expect((await ask("/health/live")).status).toBe(200);
  for (const [path, init] of [
    ["/api/v1/collections", json({})],
    ["/api/v1/posts", {}],
    ["/api/v1/stream", {}],
  ] as const) {
    const answer = await ask(path, init);
    expect([path, answer.status, answer.headers.get("retry-after")]).toEqual([path, 503, "3"]);
    expect(await answer.json()).toMatchObject({ code: "draining" });
  }
});
