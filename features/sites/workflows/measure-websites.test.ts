import { createTestDatabase, until } from "@millrace/platform/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Session, SessionLogLine, SessionWebsite } from "../contract.ts";
import { openSitesHouse, type SitesHouse } from "./fixtures/sites-house.ts";
import { startTinyPortal, type TinyPortal } from "./fixtures/tiny-portal.ts";
import { tinyProvider } from "./fixtures/tiny-provider.ts";
import { addWebsites } from "./fixtures/websites.ts";

const opened = new AsyncDisposableStack();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let portal: TinyPortal;
let house: SitesHouse;

beforeAll(async () => {
  database = opened.use(await createTestDatabase());
  portal = opened.use(await startTinyPortal());
  house = opened.use(await openSitesHouse(database, [tinyProvider(portal.origin)]));
});
afterAll(() => opened.disposeAsync());
beforeEach(() => {
  portal.asked.length = 0;
  portal.answer = () => null;
});

/** Starts a session over the websites of a tag. */
async function start(tag: string, request: Record<string, unknown> = {}): Promise<Session> {
  const { status, body } = await house.call<Session>("/scraping/sessions", {
    selection: { tags: [tag] },
    ...request,
  });
  expect(status).toBe(202);
  return body;
}

const read = async (id: string): Promise<Session> =>
  (await house.call<Session>(`/scraping/sessions/${id}/status`)).body;

const act = (id: string, name: "pause" | "resume" | "cancel") =>
  house.call<Session & { code: string; detail: string; action: string }>(
    `/scraping/sessions/${id}/${name}`,
    {},
  );

function untilStatus(id: string, status: Session["status"]): Promise<Session> {
  return until(`the session is ${status}`, async () => {
    const session = await read(id);
    return session.status === status ? session : null;
  });
}

const ended = (id: string): Promise<Session> => untilStatus(id, "succeeded");

const websitesOf = async (id: string): Promise<SessionWebsite[]> =>
  (await house.call<{ items: SessionWebsite[] }>(`/scraping/sessions/${id}/websites`)).body.items;

const timesAsked = (call: string, domain: string): number =>
  portal.asked.filter((asked) => asked === `${call} ${domain}`).length;

test("a session measures every website of its selection once, the page only for what the API lacks, and reports", async () => {
  await addWebsites(database.pool, 3, { prefix: "plain", tags: ["plain"] });

  const started = await start("plain");
  expect(started).toMatchObject({ provider: "tiny", started_by: "Edith", workers: 2 });
  const session = await ended(started.id);

  expect(session).toMatchObject({
    total: 3,
    done: 3,
    left: 0,
    fresh: 0,
    api: { asked: 9, answered: 9, retries: 0, by_mirror: { main: 9 } },
    dom: { asked: 3, answered: 3, retries: 0, by_mirror: { main: 3 } },
    seconds_left: null,
    message: null,
  });
  expect(session.activity.map(({ state }) => state)).toEqual(["finished", "finished"]);
  expect(portal.asked.toSorted()).toEqual(
    ["engagement", "page", "summary", "trend"].flatMap((call) =>
      [1, 2, 3].map((number) => `${call} plain${number}.example`),
    ),
  );
  const { rows } = await database.pool.query(
    `select l.metric, l.value from sites.metric_latest l join sites.website w on w.id = l.website_id
     where w.domain = 'plain1.example' and l.kind = 'exact' and l.metric in ('visits', 'conversion_rate') order by 1`,
  );
  expect(rows).toEqual([
    { metric: "conversion_rate", value: 0.03 },
    { metric: "visits", value: 200_000 },
  ]);
  const { rows: events } = await database.pool.query(
    `select distinct type from millrace.events where type like 'website%' or type like 'scraping%' order by 1`,
  );
  expect(events).toEqual([{ type: "scraping_session.changed" }, { type: "website.changed" }]);
});

test("what was measured lately is skipped as fresh, and the rest is taken least recently measured first", async () => {
  await addWebsites(database.pool, 2, { prefix: "fresh", tags: ["ages"], measuredHoursAgo: 3 });
  await addWebsites(database.pool, 1, { prefix: "older", tags: ["ages"], measuredHoursAgo: 30 });
  await addWebsites(database.pool, 1, { prefix: "never", tags: ["ages"] });

  const session = await ended((await start("ages", { workers: 1 })).id);

  expect(session).toMatchObject({ total: 2, fresh: 2 });
  expect((await websitesOf(session.id)).map(({ domain }) => domain)).toEqual([
    "never1.example",
    "older1.example",
  ]);
});

test("a website too small is not asked for on the page, and everything it lacks says so", async () => {
  await addWebsites(database.pool, 1, { prefix: "small", tags: ["small"] });
  portal.answer = (call) => (call === "summary" ? { body: { organic_traffic: 400 } } : null);

  const session = await ended((await start("small")).id);

  expect(session.by_outcome).toEqual({ completed: 0, partial: 0, failed: 0, na: 1 });
  expect(timesAsked("page", "small1.example")).toBe(0);
  const [website] = await websitesOf(session.id);
  expect(website).toMatchObject({
    state: "done",
    outcome: "na",
    missing: { conversion_rate: "below_threshold" },
  });
});

test("a call that fails is asked again by itself; one that never answers gives its metrics a reason, and the session goes on", async () => {
  await addWebsites(database.pool, 2, { prefix: "faulty", tags: ["faulty"] });
  let failures = 0;
  portal.answer = (call, domain) => {
    if (call === "trend" && domain === "faulty1.example" && failures++ < 2) return { status: 500 };
    if (call === "engagement") return { status: 429, headers: { "retry-after": "0" } };
    return call === "page" && domain === "faulty2.example" ? { status: 404 } : null;
  };

  const session = await ended((await start("faulty", { workers: 1 })).id);

  expect(timesAsked("trend", "faulty1.example")).toBe(3);
  expect(timesAsked("summary", "faulty1.example")).toBe(1);
  const websites = await websitesOf(session.id);
  expect(websites.map(({ outcome }) => outcome)).toEqual(["partial", "partial"]);
  expect(websites[0]?.missing["avg_visit_duration"]).toBe("rate_limited");
  expect(websites[1]?.missing["conversion_rate"]).toBe("call_failed");
  expect(session.api).toMatchObject({ asked: 6, answered: 4 });
  expect(session.dom).toMatchObject({ asked: 2, answered: 1 });
  expect(session.missing).toContainEqual({ metric: "avg_visit_duration", reason: "rate_limited", count: 2 });
});

test("a session that a person pauses goes on with the same website, and asks for nothing that was answered", async () => {
  await addWebsites(database.pool, 2, { prefix: "held", tags: ["held"] });
  const gate = Promise.withResolvers<null>();
  portal.answer = (call) => (call === "page" ? gate.promise : null);
  const { id } = await start("held");
  await until(
    "both pages are asked for",
    async () => portal.asked.filter((a) => a.startsWith("page")).length === 2,
  );

  expect((await act(id, "pause")).body).toMatchObject({ status: "paused", done: 0, left: 2 });
  expect((await act(id, "pause")).body).toMatchObject({ code: "session_state" });
  expect((await read(id)).activity.map(({ state, doing }) => [state, doing])).toEqual([
    ["waiting", "paused"],
    ["waiting", "paused"],
  ]);
  gate.resolve(null);
  expect((await act(id, "resume")).status).toBe(200);
  await ended(id);

  for (const domain of ["held1.example", "held2.example"])
    expect(["summary", "trend", "engagement", "page"].map((call) => timesAsked(call, domain))).toEqual([
      1, 1, 1, 2,
    ]);
});

test("a cancelled session keeps what it measured and can't be paused or resumed", async () => {
  await addWebsites(database.pool, 3, { prefix: "cut", tags: ["cut"] });
  portal.answer = (_call, domain) => (domain === "cut2.example" ? new Promise(() => undefined) : null);
  const { id } = await start("cut", { workers: 1 });
  await until("the second website is under way", async () => portal.asked.includes("summary cut2.example"));

  expect((await act(id, "cancel")).body).toMatchObject({ status: "cancelled", done: 1, left: 2 });

  expect((await act(id, "resume")).status).toBe(409);
  expect((await act(id, "cancel")).status).toBe(409);
  const cancelled = await house.call<{ items: Session[] }>("/scraping/sessions?status=cancelled");
  expect(cancelled.body.items.map((session) => session.id)).toEqual([id]);
});

test("a worker that is asked to wait long says why, and holds up nobody", async () => {
  await addWebsites(database.pool, 4, { prefix: "slow", tags: ["slow"] });
  portal.answer = (call, domain) => (call === "page" && domain === "slow1.example" ? { status: 409 } : null);
  const { id } = await start("slow");

  const session = await until("the others are done", async () => {
    const found = await read(id);
    return found.done === 3 && found.activity.some(({ state }) => state === "waiting") ? found : null;
  });

  expect(session).toMatchObject({ status: "running", left: 1 });
  expect(session.activity.find(({ state }) => state === "waiting")).toMatchObject({
    domain: "slow1.example",
    doing: "Tiny is still counting slow1.example.",
  });
  await act(id, "cancel");
});

test("a website that is deleted while it is measured leaves its session, which ends without it", async () => {
  const [gone] = await addWebsites(database.pool, 2, { prefix: "gone", tags: ["gone"] });
  const gate = Promise.withResolvers<null>();
  portal.answer = (call, domain) => (call === "page" && domain === "gone1.example" ? gate.promise : null);
  const { id } = await start("gone", { workers: 1 });
  await until("its page is asked for", async () => portal.asked.includes("page gone1.example"));

  await database.pool.query(`delete from sites.website where id = $1`, [gone]);
  gate.resolve(null);

  expect(await ended(id)).toMatchObject({ total: 1, done: 1, left: 0 });
});

test("a provider that shuts us out pauses its session with what to do; once resumed it goes on where it was", async () => {
  await addWebsites(database.pool, 4, { prefix: "shut", tags: ["shut"] });
  let isBanned = true;
  portal.answer = (call, domain) =>
    isBanned && call === "page" && domain === "shut2.example" ? { status: 403 } : null;
  const { id } = await start("shut", { workers: 2 });

  const paused = await untilStatus(id, "paused");

  expect(paused.message).toBe("Tiny has banned this account: write to its owner.");
  expect(await act(id, "resume")).toMatchObject({ status: 409, body: { code: "provider_paused" } });
  const refused = await house.call<{ detail: string; action: string }>("/scraping/sessions", {
    provider: "tiny",
  });
  expect(refused).toMatchObject({
    status: 409,
    body: {
      detail: "Tiny has banned this account: write to its owner.",
      action: "Mend it, then resume it: POST /api/v1/scraping/providers/tiny/resume.",
    },
  });
  isBanned = false;
  await house.call("/scraping/providers/tiny/resume", {});
  const session = await ended(id);

  expect(session).toMatchObject({ done: 4, left: 0, message: null });
  expect(timesAsked("summary", "shut2.example")).toBe(1);
  const { rows } = await database.pool.query(
    `select count(*)::int as count from sites.measurement where session_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ count: 4 }]);
});

test("starting is refused in one sentence that names what is wrong", async () => {
  const refusals = await Promise.all(
    [
      { provider: "nobody" },
      { selection: { tags: ["no such tag"], status: ["pending"] } },
      { metrics: ["weight"] },
      { workers: 17 },
    ].map(async (request) => {
      const { status, body } = await house.call<{ detail: string; field: string }>(
        "/scraping/sessions",
        request,
      );
      return [status, body.field, body.detail];
    }),
  );
  expect(refusals).toEqual([
    [422, "json.provider", 'There is no provider named "nobody".'],
    [422, "json.selection", "No website matches workspace production, status pending, tag no such tag."],
    [422, "json.metrics", "Tiny has no metric weight."],
    [400, "json.workers", expect.any(String)],
  ]);
});

test("a key starts a session once, and chosen metrics bring what they are computed from", async () => {
  await addWebsites(database.pool, 1, { prefix: "key", tags: ["key"] });
  const request = { selection: { tags: ["key"] }, metrics: ["percent_branded_traffic"] };
  const headers = { "idempotency-key": "once" };
  const preview = await house.call("/scraping/sessions/preview", request);
  expect(preview.body).toEqual({
    provider: "tiny",
    selected: 1,
    fresh: 0,
    to_measure: 1,
    calls: 1,
    seconds: 0,
  });

  const first = await house.call<Session>("/scraping/sessions", request, headers);
  const second = await house.call<Session>("/scraping/sessions", request, headers);
  await ended(first.body.id);

  expect(second.body.id).toBe(first.body.id);
  expect(first.body.metrics).toEqual(["visits", "branded_traffic", "percent_branded_traffic"]);
  expect(portal.asked).toEqual(["trend key1.example"]);
});

test("lists are paged newest first, and a session's log tells what happened to each website", async () => {
  const all = (await house.call<{ items: Session[] }>("/scraping/sessions")).body.items;
  const page = await house.call<{ items: Session[]; next_cursor: string }>("/scraping/sessions?limit=2");
  const next = await house.call<{ items: Session[] }>(
    `/scraping/sessions?limit=2&cursor=${page.body.next_cursor}`,
  );
  expect([...page.body.items, ...next.body.items].map(({ id }) => id)).toEqual(
    all.slice(0, 4).map(({ id }) => id),
  );
  const faulty = all.find(({ selection }) => selection.tags?.includes("faulty"));
  const log = await house.call<string>(`/scraping/sessions/${faulty?.id}/log`);
  expect(log.headers.get("content-disposition")).toMatch(/^attachment; filename="session-/);
  const lines = log.body
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SessionLogLine);
  expect(lines[0]).toMatchObject({ event: "session.opened", level: "info" });
  expect(lines.filter(({ event }) => event === "website.measured").map(({ domain }) => domain)).toEqual([
    "faulty1.example",
    "faulty2.example",
  ]);
  expect(lines).toContainEqual(
    expect.objectContaining({ message: "call failed, trying again", domain: "faulty1.example" }),
  );
  expect(lines.at(-1)).toMatchObject({ event: "session.ended" });
  const table = await house.call<string>(`/scraping/sessions/${faulty?.id}/export?format=csv`);
  const rows = table.body.trim().split("\r\n");
  expect(rows[0]).toMatch(/^domain,website_id,outcome,metric,kind,value,/u);
  expect(rows).toHaveLength(1 + 2 * 8);
});
