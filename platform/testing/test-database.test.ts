import { expect, test } from "vitest";
import { createTestDatabase } from "@millrace/platform/testing";

test("a test database has platform's tables and none of another test's rows", async () => {
  await using first = await createTestDatabase();
  await using second = await createTestDatabase();
  await first.pool.query("insert into millrace.events (type, payload) values ('x.happened', '{}')");
  const counts = await Promise.all(
    [first, second].map((database) => database.pool.query("select 1 from millrace.events")),
  );
  expect(counts.map((result) => result.rowCount)).toEqual([1, 0]);
});

test("a disposed test database is gone from the server even while somebody is connected to it", async () => {
  await using watcher = await createTestDatabase();
  const doomed = await createTestDatabase();
  const leaked = await doomed.pool.connect();
  await doomed[Symbol.asyncDispose]();
  const name = new URL(doomed.url).pathname.slice(1);
  const { rowCount } = await watcher.pool.query("select 1 from pg_database where datname = $1", [name]);
  expect(rowCount).toBe(0);
  leaked.release(true);
});

test("many test databases can be cloned at the same time", async () => {
  const databases = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()));
  expect(new Set(databases.map((database) => database.url)).size).toBe(8);
  await Promise.all(databases.map((database) => database[Symbol.asyncDispose]()));
});
