import { createTemporaryFolder, createTestDatabase, startProgram, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import type { Snapshot, WebsiteImport } from "../contract.ts";
import { largeTable } from "../imports/fixtures/large-table.ts";
import { openSitesHouse } from "./fixtures/sites-house.ts";

test("ten thousand rows, broken ones of every kind among them, and kill -9 in the middle: each row is accounted for once, with its reason", async () => {
  await using database = await createTestDatabase();
  await using folder = await createTemporaryFolder();
  const { pool } = database;
  await using house = await openSitesHouse(database, [], "web", folder.path);
  const startWorker = () =>
    startProgram(new URL("./fixtures/worker.ts", import.meta.url), [], {
      SITES_DATABASE: database.url,
      SITES_PORTAL: "http://127.0.0.1:1",
      SITES_OBJECTS: folder.path,
    });
  const table = largeTable(10_000);
  await using first = startWorker();
  await first.nextLine();
  const { body } = await house.call<WebsiteImport>("/scraping/imports", {
    text: table.text,
    workspace: "test",
  });
  const saved = async (): Promise<number> =>
    Number((await pool.query<{ count: string }>("select count(*) from sites.import_row")).rows[0]?.count);
  await until("some rows are saved", async () => (await saved()) > 1_500);
  first.kill();
  await first.ended;
  expect(await saved()).toBeLessThan(10_000);
  await using second = startWorker();
  await second.nextLine();
  const ended = await until("the import has ended", async () => {
    const now = await house.call<WebsiteImport>(`/scraping/imports/${encodeURIComponent(body.id)}`);
    return now.body.status === "succeeded" ? now.body : null;
  });
  expect(ended).toMatchObject({ rows: 10_000, of: 10_000, by_outcome: table.byOutcome, workspace: "test" });

  const { rows } = await pool.query<{ line: number; message: string | null }>(
    "select line, message from sites.import_row order by row",
  );
  const told = new Map(rows.map(({ line, message }) => [line, message ?? ""]));
  const untold = [...table.messages].filter(([line, says]) => !says.test(told.get(line) ?? ""));
  expect(untold.map(([line, says]) => [line, told.get(line), String(says)])).toEqual([]);
  const stored = await pool.query(
    "select workspace, count(*)::int as websites from sites.website group by 1",
  );
  expect(stored.rows).toEqual([{ workspace: "test", websites: table.byOutcome.added }]);
  const report = await house.call<string>(`/scraping/imports/${encodeURIComponent(body.id)}/report`);
  expect(report.body).toContain("\r\n10000,");
  const snapshots = await house.call<{ items: Snapshot[] }>("/scraping/snapshots?workspace=test");
  expect(snapshots.body.items).toMatchObject([{ reason: "Before: import of pasted text", websites: 0 }]);
}, 60_000);
