import { SpanKind, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { Registry } from "prom-client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { generousBudget, get, openTestHouse, serve, type TestHouse } from "./test-kit.ts";

const exporter = new InMemorySpanExporter();
let house: TestHouse;
beforeAll(async () => {
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  house = await openTestHouse();
});
beforeEach(() => exporter.reset());
afterAll(() => house[Symbol.asyncDispose]());

test("each request on the wire is one client span, without secrets, and its context stays at home", async () => {
  await using site = await serve((request, response) => {
    if (request.url === "/end") response.end("ok");
    else response.writeHead(302, { location: "/end" }).end();
  });
  await using client = house.client();
  await client.fetch(get(`${site.origin}/start?token=s3cret`));
  const spans = exporter.getFinishedSpans();
  expect(spans.map((span) => [span.name, span.kind, span.attributes["http.response.status_code"]])).toEqual([
    ["GET", SpanKind.CLIENT, 302],
    ["GET", SpanKind.CLIENT, 200],
  ]);
  expect(spans[0]?.attributes).toMatchObject({
    "http.request.method": "GET",
    "server.address": "127.0.0.1",
    "server.port": site.port,
    "url.full": `${site.origin}/start?token=%5Bredacted%5D`,
    "millrace.vendor": "test-vendor",
  });
  expect(site.requests[0]?.headers).not.toHaveProperty("traceparent");
});

test("a failed call ends its span with the error's type", async () => {
  await using site = await serve((request) => request.socket.resetAndDestroy());
  await using client = house.client();
  await client.fetch(get(site.origin)).catch(() => null);
  expect(exporter.getFinishedSpans().map((span) => span.attributes["error.type"])).toEqual(["ECONNRESET"]);
});

test("requests, durations and budget waits are counted by vendor and status class; two clients share a registry", async () => {
  await using site = await serve((request, response) => {
    if (request.url === "/reset") request.socket.resetAndDestroy();
    else response.writeHead(Number(request.url?.slice(1))).end();
  });
  const registry = new Registry();
  await using one = house.client({ registry, budgets: [generousBudget("counted")] });
  await using two = house.client({ registry });
  await one.fetch(get(`${site.origin}/200`, { account: "counted" }));
  await two.fetch(get(`${site.origin}/200`));
  await two.fetch(get(`${site.origin}/404`));
  await two.fetch(get(`${site.origin}/500`)).catch(() => null);
  await two.fetch(get(`${site.origin}/reset`)).catch(() => null);
  const text = await registry.metrics();
  expect(text).toContain('millrace_outbound_requests_total{vendor="test-vendor",status_class="2xx"} 2');
  expect(text).toContain('millrace_outbound_requests_total{vendor="test-vendor",status_class="4xx"} 1');
  expect(text).toContain('millrace_outbound_requests_total{vendor="test-vendor",status_class="5xx"} 1');
  expect(text).toContain('millrace_outbound_requests_total{vendor="test-vendor",status_class="error"} 1');
  expect(text).toContain('millrace_outbound_duration_seconds_count{vendor="test-vendor"} 5');
  expect(text).toContain("millrace_outbound_budget_wait_seconds_count 1");
});
