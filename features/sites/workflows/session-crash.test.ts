import { createTestDatabase, startProgram, until, type ChildProgram } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import type { Session } from "../contract.ts";
import { openSitesHouse } from "./fixtures/sites-house.ts";
import { startTinyPortal } from "./fixtures/tiny-portal.ts";
import { tinyProvider } from "./fixtures/tiny-provider.ts";
import { addWebsites } from "./fixtures/websites.ts";

const websites = 16;
const workers = 3;
/** API calls and page of one website. */
const callsEach = 4;

test("kill -9 loses no website and measures none twice; what was answered is not asked again", async () => {
  await using database = await createTestDatabase();
  await using portal = await startTinyPortal();
  portal.latencyMs = { summary: 20, trend: 20, engagement: 20, page: 60 };
  await using house = await openSitesHouse(database, [tinyProvider(portal.origin)], "web");
  const startWorker = async (): Promise<ChildProgram> => {
    const worker = startProgram(new URL("./fixtures/worker.ts", import.meta.url), [], {
      SITES_DATABASE: database.url,
      SITES_PORTAL: portal.origin,
    });
    expect(await worker.nextLine()).toBe("ready");
    return worker;
  };
  await addWebsites(database.pool, websites);
  await using first = await startWorker();
  const { body } = await house.call<Session>("/scraping/sessions", { workers });

  await until("some are measured", async () => portal.asked.length > (websites * callsEach) / 3);
  await using _second = await startWorker();
  first.kill();
  await first.ended;
  const session = await until("the session has ended", async () => {
    const answer = await house.call<Session>(`/scraping/sessions/${body.id}/status`);
    return answer.body.status === "succeeded" ? answer.body : null;
  });

  expect(session).toMatchObject({ total: websites, done: websites, left: 0 });
  expect(session.by_outcome.completed).toBe(websites);
  const { rows } = await database.pool.query(
    `select count(*)::int as measurements, count(distinct website_id)::int as websites from sites.measurement`,
  );
  expect(rows).toEqual([{ measurements: websites, websites }]);
  const again = portal.asked.length - websites * callsEach;
  // Only what was in flight at the kill: at most the API calls of each worker's website.
  expect(again).toBeLessThanOrEqual(workers * 3);
  expect(session.api.asked).toBe(websites * 3);
});
