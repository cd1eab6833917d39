import { systemClock } from "@millrace/platform/clock";
import { until } from "@millrace/platform/testing";
import type { ProviderHealth, Session, Website, WebsiteMetrics } from "@millrace/sites/contract";
import { startMyToolsPlanSimulator } from "@millrace/sites/simulators";
import { afterAll, expect, test } from "vitest";
import { json, openTestHouse } from "./testing/test-house.ts";

const portal = await startMyToolsPlanSimulator({
  clock: systemClock,
  settings: { apiMs: 0, pageMs: 0, loginMs: 0, layout: "tiles", language: "fr" },
  faults: { layout_changed: {} },
});
const house = await openTestHouse({ site: { posts: 1 }, config: { demoPortalUrl: portal.url } });
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await portal.close();
});

/** A website of which the simulated portal has everything. */
const domain =
  Array.from({ length: 200 }, (_, index) => `shop-${index}.com`).find((name) =>
    Object.values(portal.truthOf(name).metrics).every((quantity) => quantity?.kind === "exact"),
  ) ?? "";

const providerOf = async (id: string): Promise<ProviderHealth | undefined> =>
  (await house.call<{ items: ProviderHealth[] }>("/scraping/providers")).body.items.find(
    (each) => each.id === id,
  );

async function measure(websiteId: string): Promise<Session> {
  const request = { workspace: "test", provider: "mytoolsplan", selection: { website_ids: [websiteId] } };
  const started = await house.call<Session>(
    "/scraping/sessions",
    json({ ...request, remeasure_after_hours: 0 }),
  );
  expect(started.status).toBe(202);
  return await until(
    "the session has ended",
    async () => {
      const { body } = await house.call<Session>(`/scraping/sessions/${started.body.id}/status`);
      return ["succeeded", "failed", "paused"].includes(body.status) && body;
    },
    60_000,
  );
}

const read = (path: string): Promise<Response> => fetch(`${house.url}/api/v1${path}`);

test("a website is measured through the house, and every value shows what it was read from", async () => {
  const { body: website } = await house.call<Website>("/websites", json({ domain, workspace: "test" }));
  expect(await measure(website.id)).toMatchObject({ status: "succeeded", done: 1 });
  const { body } = await house.call<WebsiteMetrics>(`/websites/${website.id}/metrics`);
  const truth = portal.truthOf(domain).metrics;
  for (const { metric, value } of body.metrics) {
    expect(value).toBeCloseTo(truth[metric]?.value ?? Number.NaN, 10);
  }
  expect(body).toMatchObject({ status: "completed", obtained: 8 });

  const base = `/websites/${website.id}/metrics`;
  const answer = await read(
    `${base}/organic_traffic/evidence?measurement=${body.measurement_id}&kind=answer`,
  );
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await answer.text()).toContain(`<mark id="evidence">${truth["organic_traffic"]?.value}</mark>`);

  const page = await (await read(`${base}/conversion_rate/evidence?kind=page`)).text();
  const conversion = body.metrics.find(({ metric }) => metric === "conversion_rate");
  expect(conversion?.provenance).toMatchObject({ source: "dom", strategy: "label", mirror: "sam" });
  expect(page.replaceAll("\u00A0", " ")).toContain(
    `<mark id="evidence">${conversion?.raw?.replaceAll("\u00A0", " ")}</mark>`,
  );
  expect(page).not.toContain("<script");

  const picture = await read(`${base}/conversion_rate/evidence?kind=screenshot`);
  expect(picture.headers.get("content-type")).toBe("image/png");
  expect(Buffer.from(await picture.arrayBuffer()).toString("latin1", 1, 4)).toBe("PNG");

  expect(await house.call(`${base}/visits/evidence?kind=screenshot`)).toMatchObject({
    status: 404,
    body: { code: "no_evidence", field: "query.kind" },
  });
}, 90_000);

test("a provider shows its mirrors, budget and login; captcha pauses it until somebody resumes it", async () => {
  expect(await providerOf("mytoolsplan")).toMatchObject({
    is_official: false,
    is_demo: true,
    state: "ready",
    needs_browser: true,
    mirrors: [
      { name: "sam", state: "serving", probe_at: null },
      { name: "sam2", state: "serving", probe_at: null },
    ],
    signed_in_at: expect.stringMatching(/^\d{4}-/),
    budget: { spent: expect.any(Number) as unknown, allowed: 12_000 },
  });
  portal.setFaults({ captcha: {} });
  const { body: website } = await house.call<Website>(
    "/websites",
    json({ domain: "a-shop.com", workspace: "test" }),
  );
  expect(await measure(website.id)).toMatchObject({ status: "paused" });
  const paused = {
    state: "paused",
    trouble: "captcha",
    message: expect.stringContaining("by hand") as unknown,
  };
  expect(await providerOf("mytoolsplan")).toMatchObject(paused);
  const resumed = await house.call<ProviderHealth>("/scraping/providers/mytoolsplan/resume", {
    method: "POST",
  });
  expect(resumed).toMatchObject({ status: 200, body: { state: "ready", trouble: null } });
  expect(await house.call("/scraping/providers/nobody/resume", { method: "POST" })).toMatchObject({
    status: 404,
    body: { code: "provider_not_found" },
  });
}, 90_000);
