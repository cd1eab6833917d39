import { inTransaction, migrate, platformMigrations } from "@millrace/platform/db";
import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { sitesMigrations } from "../feature.ts";
import { holdWebsites, saveManyMarks } from "./bulk-websites.ts";

test("a bulk change waits for a website that is being saved, and neither ends the other", async () => {
  await using database = await createTestDatabase();
  await migrate(database, [platformMigrations, sitesMigrations]);
  const { pool } = database;
  const id = "01900000-0000-7000-8000-000000000001";
  await pool.query(
    "insert into sites.website (id, workspace, domain) values ($1, 'production', 'a.example')",
    [id],
  );
  const bulkIsWaiting = async () =>
    (await pool.query("select 1 from pg_locks where not granted and relation = 'sites.website'::regclass"))
      .rowCount === 1 || null;
  let bulk: Promise<void> | undefined;
  await inTransaction(pool, async (saving) => {
    // As a measurement is saved: its website's row is locked first, and updated later.
    await saving.query("select id from sites.website where id = $1 for no key update", [id]);
    bulk = inTransaction(pool, async (client) => {
      await holdWebsites(client);
      await saveManyMarks(client, [{ id, tags: ["bulk"], isArchived: false }]);
    });
    await until("the bulk change waits", bulkIsWaiting);
    await saving.query("update sites.website set obtained = 8 where id = $1", [id]);
  });
  await bulk;
  const { rows } = await pool.query("select obtained, tags from sites.website");
  expect(rows).toEqual([{ obtained: 8, tags: ["bulk"] }]);
});
