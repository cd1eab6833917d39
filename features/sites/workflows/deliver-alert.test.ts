import { systemClock } from "@millrace/platform/clock";
import { newId } from "@millrace/platform/ids";
import { createTestDatabase, until, type TestDatabase } from "@millrace/platform/testing";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startMessageSimulator, type MessageSimulator } from "../alerts/message-simulator.ts";
import { createAlertSender } from "../alerts/alert-sender.ts";
import { fireAlerts } from "../alerts/fire-alerts.ts";
import { deliverAlert, type AlertRule, type FiredAlert } from "../contract.ts";
import { claimFiredAlerts } from "../queries/fired-alerts.ts";
import { openSitesHouse, type SitesHouse } from "./fixtures/sites-house.ts";
import { startTinyPortal, type TinyPortal } from "./fixtures/tiny-portal.ts";
import { tinyProvider } from "./fixtures/tiny-provider.ts";
import { addWebsites } from "./fixtures/websites.ts";

const opened = new AsyncDisposableStack();
let database: TestDatabase;
let portal: TinyPortal;
let receiver: MessageSimulator;
let house: SitesHouse;

beforeAll(async () => {
  database = opened.use(await createTestDatabase());
  portal = opened.use(await startTinyPortal());
  receiver = opened.use(await startMessageSimulator({ clock: systemClock }));
  house = opened.use(await openSitesHouse(database, [tinyProvider(portal.origin)]));
});
afterAll(() => opened.disposeAsync());

const addRule = async (tag: string, more: Record<string, unknown> = {}): Promise<AlertRule> => {
  const { status, body } = await house.call<AlertRule>("/scraping/alerts", {
    name: `Visits of ${tag}`,
    metric: "visits",
    condition: { kind: "below", value: 1_000 },
    tags: [tag],
    channel: { kind: "webhook", url: `${receiver.url}/webhook` },
    ...more,
  });
  expect(status).toBe(201);
  return body;
};

/** Measures a website once: its visits as the portal would say them, some days ago. */
async function measured(websiteId: string, visits: number, daysAgo: number): Promise<string[]> {
  const measurementId = newId();
  await database.pool.query(
    `with made as (
       insert into sites.measurement (id, website_id, session_id, provider, measured_at, expected, obtained, outcome)
       values ($1, $2, gen_random_uuid()::text, 'tiny', now() - make_interval(days => $4), 1, 1, 'completed')
     ), read as (
       insert into sites.metric_reading (measurement_id, website_id, metric, kind, value, unit, observed_at)
       values ($1, $2, 'visits', 'exact', $3, 'count', now() - make_interval(days => $4))
     )
     insert into sites.metric_latest (measurement_id, website_id, metric, kind, value, unit, observed_at)
     values ($1, $2, 'visits', 'exact', $3, 'count', now() - make_interval(days => $4))
     on conflict (website_id, metric) do update
     set (measurement_id, value, observed_at) = (excluded.measurement_id, excluded.value, excluded.observed_at)`,
    [measurementId, websiteId, visits, daysAgo],
  );
  return fireAlerts(database.pool, { websiteId, measurementId, language: "en" });
}

const firedBy = async ({ id }: AlertRule): Promise<FiredAlert[]> =>
  (await house.call<{ items: FiredAlert[] }>(`/scraping/alerts/${id}/fired`)).body.items;

const untilDelivery = (rule: AlertRule, delivery: FiredAlert["delivery"]): Promise<FiredAlert> =>
  until(`the alert is ${delivery}`, async () => {
    const [alert] = await firedBy(rule);
    return alert?.delivery === delivery ? alert : null;
  });

test("a session that makes a condition true sends one signed message", async () => {
  const rule = await addRule("falling");
  const [website = ""] = await addWebsites(database.pool, 1, { prefix: "falling", tags: ["falling"] });
  expect(await measured(website, 5_000, 2)).toEqual([]);
  portal.answer = (call) => (call === "trend" ? { body: { visits: 900, branded_traffic: 10 } } : null);

  await house.call("/scraping/sessions", { selection: { tags: ["falling"] }, remeasure_after_hours: 0 });
  const alert = await untilDelivery(rule, "delivered");
  portal.answer = () => null;

  expect(alert).toMatchObject({
    domain: "falling1.example",
    before: 5_000,
    after: 900,
    message: "falling1.example: Visits is below 1,000: 900 (before: 5,000).",
  });
  const [message] = receiver.messages().filter(({ body }) => body.includes("falling1.example"));
  expect(message?.headers["webhook-id"]).toBe(alert.id);
  expect(rule.signing_secret).toMatch(/^whsec_/);
  const payload = new Webhook(rule.signing_secret ?? "").verify(message?.body ?? "", message?.headers ?? {});
  expect(payload).toMatchObject({
    type: "site_alert.fired",
    timestamp: alert.fired_at,
    data: { id: alert.id, rule: "Visits of falling", is_sample: false, metric: "visits", after: 900 },
  });
  const { body } = await house.call<{ items: AlertRule[] }>("/scraping/alerts");
  expect(body.items.find(({ id }) => id === rule.id)?.signing_secret).toBeUndefined();
});

test("an alert that stays true is sent once, and again after it was false", async () => {
  const rule = await addRule("edge");
  const [website = ""] = await addWebsites(database.pool, 1, { prefix: "edge", tags: ["edge"] });
  const fired = [];
  for (const [daysAgo, visits] of [2_000, 900, 800, 1_500, 700].entries()) {
    fired.push((await measured(website, visits, 10 - daysAgo)).length);
  }
  expect(fired).toEqual([0, 1, 0, 0, 1]);
  expect(await firedBy(rule)).toMatchObject([
    { before: 1_500, after: 700 },
    { before: 2_000, after: 900 },
  ]);
});

test("a fall is measured against the newest value that is old enough", async () => {
  const rule = await addRule("trend", { condition: { kind: "falls_by", percent: 30, days: 7 } });
  const [website = ""] = await addWebsites(database.pool, 1, { prefix: "trend", tags: ["trend"] });
  for (const [daysAgo, visits] of [
    [30, 1_600],
    [8, 1_000],
    [3, 1_500],
  ] as const) {
    expect(await measured(website, visits, daysAgo)).toHaveLength(daysAgo === 8 ? 1 : 0);
  }
  expect(await measured(website, 690, 0)).toHaveLength(1);
  expect((await firedBy(rule))[0]).toMatchObject({
    before: 1_000,
    after: 690,
    message: "trend1.example: Visits fell by 31% in 7 days, from 1,000 to 690.",
  });
});

test("other tags, other workspaces and rules that are off fire nothing", async () => {
  await addRule("elsewhere");
  await addRule("quiet", { is_enabled: false });
  await addRule("quiet", { workspace: "test" });
  const [website = ""] = await addWebsites(database.pool, 1, { prefix: "quiet", tags: ["quiet"] });
  await measured(website, 5_000, 2);
  expect(await measured(website, 5, 0)).toEqual([]);
});

test("Slack gets its own shape; a receiver that is away for a moment gets the same message again", async () => {
  const rule = await addRule("slack", { channel: { kind: "slack", url: `${receiver.url}/slack` } });
  expect(rule.signing_secret).toBeUndefined();
  const [website = ""] = await addWebsites(database.pool, 1, { prefix: "slack", tags: ["slack"] });
  await measured(website, 5_000, 2);
  const [id = ""] = await measured(website, 5, 0);
  receiver.refuse(503, 1);
  for (let time = 0; time < 2; time += 1) {
    await house.engine.start(deliverAlert, { alert_id: id }, { key: id });
  }
  await untilDelivery(rule, "delivered");

  const messages = receiver.messages().filter(({ channel }) => channel === "slack");
  expect(messages.map(({ status }) => status)).toEqual([503, 200]);
  expect(new Set(messages.map(({ body }) => body)).size).toBe(1);
  expect(JSON.parse(messages[0]?.body ?? "")).toMatchObject({
    text: "slack1.example: Visits is below 1,000: 5 (before: 5,000).",
    blocks: [{ type: "section" }, { type: "context" }],
  });
});

test("a receiver that refuses for good makes the alert a failed one", async () => {
  const rule = await addRule("gone", { channel: { kind: "webhook", url: `${receiver.url}/nowhere` } });
  const [website = ""] = await addWebsites(database.pool, 1, { prefix: "gone", tags: ["gone"] });
  await measured(website, 5_000, 2);
  const [id = ""] = await measured(website, 5, 0);
  await house.engine.start(deliverAlert, { alert_id: id }, { key: id });
  expect(await untilDelivery(rule, "failed")).toMatchObject({ id });
});

test("a sample is sent on request and kept nowhere", async () => {
  const rule = await addRule("sample");
  expect((await house.call(`/scraping/alerts/${rule.id}/test`, {})).status).toBe(202);
  const sample = await until("the sample has come", async () =>
    receiver.messages().find(({ body }) => body.includes("Visits of sample")),
  );
  expect(JSON.parse(sample.body)).toMatchObject({ data: { is_sample: true } });
  expect(await firedBy(rule)).toEqual([]);
});

test("an alert whose process died before its delivery was started is found waiting, once", async () => {
  const rule = await addRule("waiting");
  const [website = ""] = await addWebsites(database.pool, 1, { prefix: "waiting", tags: ["waiting"] });
  await measured(website, 5_000, 2);
  const [id = ""] = await measured(website, 5, 0);
  const alerts = createAlertSender(Promise.resolve(house.engine), () => "en");
  const waiting = await claimFiredAlerts(database.pool, 500, 300_000);
  expect(waiting).toContain(id);
  await alerts.send([id, id]);
  await untilDelivery(rule, "delivered");
  expect(await claimFiredAlerts(database.pool, 500, 0)).not.toContain(id);
  expect(receiver.messages().filter(({ headers }) => headers["webhook-id"] === id)).toHaveLength(1);
});

test("a rule is changed in part; another address has another secret; a deleted rule is gone", async () => {
  const rule = await addRule("edit");
  const patch = (change: unknown) =>
    house.call<AlertRule>(`/scraping/alerts/${rule.id}`, change, {}, "PATCH");
  const renamed = await patch({ name: "Renamed", is_enabled: false });
  expect(renamed).toMatchObject({
    status: 200,
    body: { name: "Renamed", is_enabled: false, tags: ["edit"] },
  });
  expect(renamed.body.signing_secret).toBeUndefined();
  const moved = await patch({ channel: { kind: "webhook", url: `${receiver.url}/webhook?second` } });
  expect(moved.body.signing_secret).toMatch(/^whsec_/);
  expect(moved.body.signing_secret).not.toBe(rule.signing_secret);
  expect((await house.call(`/scraping/alerts/${rule.id}`, {}, {}, "DELETE")).status).toBe(204);
  expect((await house.call(`/scraping/alerts/${rule.id}/fired`)).status).toBe(404);
});

test("an address that is none of the web's and a metric nobody has are refused", async () => {
  const rule = { name: "x", metric: "visits", condition: { kind: "above", value: 1 } };
  const channel = { kind: "webhook", url: "ftp://example.com/x" };
  expect(await house.call("/scraping/alerts", { ...rule, channel })).toMatchObject({
    status: 422,
    body: { code: "unusable_address", field: "body.channel.url" },
  });
  const good = { kind: "webhook", url: "https://example.com/x" };
  expect(await house.call("/scraping/alerts", { ...rule, metric: "vists", channel: good })).toMatchObject({
    status: 400,
    body: { code: "unknown_metric" },
  });
});
