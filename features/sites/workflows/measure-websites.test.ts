import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import type { Session } from "../contract.ts";
import { openSitesHouse } from "./fixtures/sites-house.ts";
import { startTinyPortal } from "./fixtures/tiny-portal.ts";
import { tinyProvider } from "./fixtures/tiny-provider.ts";
import { addWebsites } from "./fixtures/websites.ts";

test("a session measures every website of its selection once, the page only for what the API lacks, and reports", async () => {
  await using database = await createTestDatabase();
  await using portal = await startTinyPortal();
  await using house = await openSitesHouse(database, [tinyProvider(portal.origin)]);
  await addWebsites(database.pool, 3);

  const started = await house.call<Session>("/scraping/sessions", { workers: 2 });
  expect(started).toMatchObject({ status: 202, body: { provider: "tiny", started_by: "Edith", workers: 2 } });
  const status = started.headers.get("location")?.replace("/api/v1", "") ?? "";
  const session = await until("the session has ended", async () => {
    const { body } = await house.call<Session>(status);
    return body.ended_at === null ? null : body;
  });

  expect(session).toMatchObject({
    status: "succeeded",
    total: 3,
    done: 3,
    left: 0,
    fresh: 0,
    api: { asked: 9, answered: 9, retries: 0, by_mirror: { main: 9 } },
    dom: { asked: 3, answered: 3, retries: 0, by_mirror: { main: 3 } },
  });
  expect(portal.asked.toSorted()).toEqual(
    ["engagement", "page", "summary", "trend"].flatMap((call) =>
      [1, 2, 3].map((number) => `${call} site${number}.example`),
    ),
  );
});
