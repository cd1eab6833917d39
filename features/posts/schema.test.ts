import { createTestDatabase } from "@millrace/platform/testing";
import { schemaDrift } from "@millrace/platform/testing/schema-drift";
import { expect, test } from "vitest";
import { savedColumns } from "./queries/post-columns.ts";
import * as schema from "./schema.ts";

const drift = schemaDrift("posts", schema, new URL("./migrations/", import.meta.url));

test("drizzle-kit finds nothing to migrate: the last migration was written for the tables of schema.ts", async () => {
  expect(await drift.missingStatements()).toEqual([]);
});

test("a database brought up by the migrations has the very columns, constraints and indexes that schema.ts declares", async () => {
  const { migrated, declared } = await drift.catalogs();
  expect(migrated).toEqual(declared);
  expect(migrated).toContain("post search tsvector NO to_tsvector('simple'::regconfig, search_text)");
});

test("saving a post writes every column of the table but those of marks, search and streams", async () => {
  await using database = await createTestDatabase();
  const { rows } = await database.pool.query<{ column: string }>(`
    select concat_ws(' ', column_name, replace(udt_name, '4', '')) as column from information_schema.columns
    where table_schema = 'posts' and table_name = 'post'`);
  const ofOthers = [
    "changed_xid xid8",
    "favourite_at timestamptz",
    "search tsvector",
    "trashed_at timestamptz",
  ];
  const saved = savedColumns.definitions.replaceAll(" boolean", " bool").replaceAll(" real", " float");
  expect([...saved.split(", "), ...ofOthers].toSorted()).toEqual(rows.map(({ column }) => column).toSorted());
});
