import { createTestDatabase, until } from "@millrace/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../contract.ts";
import { pruneSessions } from "../queries/prune-sessions.ts";
import { openSitesHouse, type SitesHouse } from "./fixtures/sites-house.ts";
import { startTinyPortal } from "./fixtures/tiny-portal.ts";
import { tinyProvider } from "./fixtures/tiny-provider.ts";
import { addWebsites } from "./fixtures/websites.ts";

const opened = new AsyncDisposableStack();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let house: SitesHouse;

beforeAll(async () => {
  database = opened.use(await createTestDatabase());
  const portal = opened.use(await startTinyPortal());
  house = opened.use(await openSitesHouse(database, [tinyProvider(portal.origin)]));
});
afterAll(() => opened.disposeAsync());

/** Looks whether a session is due, as the schedule does each hour. */
async function look(): Promise<{ session_id: string | null; reason: string | null }> {
  const id = await house.engine.schedules.runNow("refresh-websites");
  const run = await until("it has looked", async () => {
    const found = await house.engine.get(id);
    return found?.status === "succeeded" ? found : null;
  });
  return run.output as { session_id: string | null; reason: string | null };
}

test("websites are measured again once a day when the settings say so, those measured yesterday included", async () => {
  expect(await look()).toEqual({ session_id: null, reason: "off" });
  house.settings.sitesRefresh = "daily";
  house.settings.sitesRefreshHour = 0;
  house.settings.sitesRefreshWorkers = 3;
  expect((await look()).reason).toContain("No website matches");
  await addWebsites(database.pool, 2, { prefix: "yesterday", measuredHoursAgo: 23 });
  await addWebsites(database.pool, 1, { prefix: "today", measuredHoursAgo: 2 });

  const { session_id: id } = await look();
  const session = await until("the session has ended", async () => {
    const { status, body } = await house.call<Session>(`/scraping/sessions/${id}/status`);
    return status === 200 && body.status === "succeeded" ? body : null;
  });

  expect(session).toMatchObject({ workers: 3, started_by: "Daily refresh", done: 2, fresh: 1 });
  expect((await look()).session_id).toBe(id);
});

test("answers and log of a session go a month after its end; its report stays", async () => {
  const [before] = (await house.call<{ items: Session[] }>("/scraping/sessions")).body.items;
  expect(await pruneSessions(database.pool)).toEqual({ site_answers: 0, site_session_log: 0 });
  await database.pool.query(`update sites.session set ended_at = now() - interval '31 days'`);

  expect(await pruneSessions(database.pool)).toEqual({ site_answers: 8, site_session_log: 4 });

  const { body } = await house.call<Session>(`/scraping/sessions/${before?.id}/status`);
  expect(body).toMatchObject({ api: before?.api, by_outcome: before?.by_outcome });
});
