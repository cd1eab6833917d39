import { readdir, readFile } from "node:fs/promises";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import type { Database } from "@millrace/platform/db";
import { createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { savedColumns } from "./queries/post-columns.ts";
import * as schema from "./schema.ts";

type Snapshot = ReturnType<typeof generateDrizzleJson>;

const migrations = new URL("./migrations/", import.meta.url);
const declared = generateDrizzleJson({ ...schema });
const nothing = generateDrizzleJson({});

async function lastSnapshot(): Promise<Snapshot> {
  const names = (await readdir(new URL("meta/", migrations)))
    .filter((name) => name.endsWith("_snapshot.json"))
    .sort();
  return JSON.parse(await readFile(new URL(`meta/${names.at(-1)}`, migrations), "utf8")) as Snapshot;
}

/** Columns, constraints and indexes of the schema, as Postgres itself says them. */
async function catalogOf({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(`
    select concat_ws(' ', table_name, column_name, udt_name, is_nullable, column_default, generation_expression) as line
    from information_schema.columns where table_schema = 'posts'
    union all
    select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'posts'::regnamespace
    union all
    select indexdef from pg_indexes where schemaname = 'posts'
    order by line`);
  return rows.map((row) => row.line);
}

test("drizzle-kit finds nothing to migrate: the last migration was written for the tables of schema.ts", async () => {
  expect(await generateMigration(await lastSnapshot(), declared)).toEqual([]);
});

test("a database brought up by the migrations has the very columns, constraints and indexes that schema.ts declares", async () => {
  await using database = await createTestDatabase();
  const migrated = await catalogOf(database);
  await database.pool.query("drop schema posts cascade");
  for (const statement of await generateMigration(nothing, declared)) await database.pool.query(statement);
  expect(migrated).toEqual(await catalogOf(database));
  expect(migrated).toContain("post search tsvector NO to_tsvector('simple'::regconfig, search_text)");
});

test("saving a post writes every column of the table but those of marks and search", async () => {
  await using database = await createTestDatabase();
  const { rows } = await database.pool.query<{ column: string }>(`
    select concat_ws(' ', column_name, replace(udt_name, '4', '')) as column from information_schema.columns
    where table_schema = 'posts' and table_name = 'post'`);
  const ofOthers = ["favourite_at timestamptz", "search tsvector", "trashed_at timestamptz"];
  const saved = savedColumns.definitions.replaceAll(" boolean", " bool").replaceAll(" real", " float");
  expect([...saved.split(", "), ...ofOthers].toSorted()).toEqual(rows.map(({ column }) => column).toSorted());
});
