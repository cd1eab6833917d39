import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { migrate, type MigrationSource } from "@millrace/platform/db";
import { createTemporaryFolder, createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";

/** A package with these migration files, in a folder of its own. */
async function createSource(
  files: Readonly<Record<string, string>>,
): Promise<MigrationSource & AsyncDisposable & { path: string }> {
  const folder = await createTemporaryFolder();
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder.path, name), sql);
  return {
    name: "shelf",
    folder: pathToFileURL(`${folder.path}/`),
    path: folder.path,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test("files are applied in the order of their names, once", async () => {
  await using database = await createTestDatabase();
  await using source = await createSource({
    "0002_fill.sql": "insert into shelf.books values ('Emma')",
    "0001_books.sql": "create schema shelf; create table shelf.books (title text)",
    "readme.txt": "not a migration",
  });
  expect((await migrate(database, [source])).map((file) => file.name)).toEqual(["0001_books", "0002_fill"]);
  expect(await migrate(database, [source])).toEqual([]);
  expect((await database.pool.query("select title from shelf.books")).rows).toEqual([{ title: "Emma" }]);
});

test("many programs starting at once apply each file exactly once", async () => {
  await using database = await createTestDatabase();
  await using source = await createSource({
    "0001_books.sql": "create schema shelf; create table shelf.books (title text)",
    "0002_fill.sql": "insert into shelf.books values ('Emma')",
  });
  const applied = await Promise.all(Array.from({ length: 6 }, () => migrate(database, [source])));
  expect(applied.flat().map((file) => file.name)).toEqual(["0001_books", "0002_fill"]);
  expect((await database.pool.query("select 1 from shelf.books")).rowCount).toBe(1);
});

test("an applied file that was edited is refused, but not for its line endings", async () => {
  await using database = await createTestDatabase();
  await using source = await createSource({
    "0001_books.sql": "create schema shelf;\ncreate table shelf.books (title text);\n",
  });
  await migrate(database, [source]);
  await writeFile(
    join(source.path, "0001_books.sql"),
    "create schema shelf;\r\ncreate table shelf.books (title text);\r\n",
  );
  expect(await migrate(database, [source])).toEqual([]);
  await writeFile(join(source.path, "0001_books.sql"), "create schema shelf;");
  await expect(migrate(database, [source])).rejects.toMatchObject({
    code: "migration_changed",
    message: expect.stringContaining("shelf/0001_books"),
  });
});

test("a database that knows a later file is refused by the older release, nothing applied", async () => {
  await using database = await createTestDatabase();
  await using newer = await createSource({
    "0001_books.sql": "create schema shelf",
    "0002_more.sql": "create table shelf.more ()",
  });
  await migrate(database, [newer]);
  await using older = await createSource({ "0001_books.sql": "create schema shelf" });
  await expect(migrate(database, [older])).rejects.toMatchObject({
    code: "database_newer",
    message: expect.stringContaining("shelf/0002_more"),
  });
});

test("a database that knows later files of a source this release has none of is refused too", async () => {
  await using database = await createTestDatabase();
  await using newer = await createSource({ "0001_books.sql": "create schema shelf" });
  await migrate(database, [newer]);
  await using emptied = await createSource({});
  await expect(migrate(database, [emptied])).rejects.toMatchObject({ code: "database_newer" });
});

test("a failing file keeps nothing of itself, everything before it, and works after it is mended", async () => {
  await using database = await createTestDatabase();
  await using source = await createSource({
    "0001_books.sql": "create schema shelf",
    "0002_half.sql": "create table shelf.half (); select 1/0",
  });
  await expect(migrate(database, [source])).rejects.toThrow("shelf/0002_half");
  expect((await database.pool.query("select to_regclass('shelf.half') as half")).rows).toEqual([
    { half: null },
  ]);
  await writeFile(join(source.path, "0002_half.sql"), "create table shelf.half ()");
  expect((await migrate(database, [source])).map((file) => file.name)).toEqual(["0002_half"]);
});

test("a line `-- breaking` marks a migration older code cannot live with", async () => {
  await using database = await createTestDatabase();
  await using source = await createSource({
    "0001_books.sql": "create schema shelf",
    "0002_drop.sql": "-- breaking\ndrop schema shelf",
  });
  expect((await migrate(database, [source])).map((file) => file.isBreaking)).toEqual([false, true]);
  const { rows } = await database.pool.query(
    "select name, is_breaking from millrace.migrations where source = 'shelf' order by name",
  );
  expect(rows).toEqual([
    { name: "0001_books", is_breaking: false },
    { name: "0002_drop", is_breaking: true },
  ]);
});
