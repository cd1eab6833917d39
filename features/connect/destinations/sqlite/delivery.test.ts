import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Transient } from "@millrace/platform/errors";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Column } from "../../records/column.ts";
import type { Batch, DeliveryJob, WriteMode } from "../destination.ts";
import { deliver, jobOf, openDelivery } from "../testing/deliver.ts";
import { numberedBatches } from "../testing/sample-batches.ts";
import { openTestContext, type TestContext } from "../testing/test-context.ts";
import { sqliteDestination } from "./destination.ts";
import { ladderFault } from "./faults.ts";
import { SqliteStore } from "./store.ts";

const signal = new AbortController().signal;
const id: Column = { name: "id", type: "integer" };

let folder: TemporaryFolder;
let testContext: TestContext;
let path: string;
let db: DatabaseSync;
let names = 0;

beforeAll(async () => {
  folder = await createTemporaryFolder("millrace-sqlite-");
  testContext = await openTestContext();
  path = join(folder.path, "warehouse.sqlite");
  db = new DatabaseSync(path, { readBigInts: true, timeout: 10_000 });
});
afterAll(async () => {
  db.close();
  await testContext[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const newJob = (mode: WriteMode, target = `table_${(names += 1)}`): DeliveryJob =>
  jobOf(`sync-${(names += 1)}`, target, mode);

const at = (job: DeliveryJob, settings = { path }) => ({
  destination: sqliteDestination,
  settings,
  context: testContext.context,
  job,
});

const batchOf = (columns: Column[], rows: Batch["rows"], number = 1): Batch => ({ number, columns, rows });

const rowsOf = (query: string): Record<string, unknown>[] =>
  db
    .prepare(query)
    .all()
    .map((row) => ({ ...row }));

test("a file that another program writes to is tried again later, and nothing of the batch is there", () => {
  const job = newJob("append");
  using store = new SqliteStore(path, job, 50);
  db.exec("begin immediate");
  const writing = (): unknown => store.write({ number: 1, columns: [id], rows: [[1]] });
  expect(() => writing()).toThrow("database is locked");
  expect(ladderFault(errorOf(writing))).toBeInstanceOf(Transient);
  db.exec("rollback");
  expect(store.held()).toEqual([]);
  expect(writing()).toMatchObject({ rows: 1 });
});

test("a batch that fails half way leaves neither rows nor its marker", async () => {
  const job = newJob("append");
  db.exec(`create table ${job.target} (id integer unique)`);
  await using delivery = await openDelivery(at(job));
  const writing = delivery.write(batchOf([id], [[1], [2], [1]]), signal);
  await expect(writing).rejects.toMatchObject({ rung: "needs_attention" });
  await expect(writing).rejects.toThrow("UNIQUE constraint failed");
  expect(await delivery.held()).toEqual(new Set());
  expect(rowsOf(`select * from ${job.target}`)).toEqual([]);
});

test("values keep every digit when their column becomes a text", async () => {
  const job = newJob("append");
  const columns = (share: Column["type"], flag: Column["type"], large: Column["type"]): Column[] => [
    { name: "share", type: share },
    { name: "flag", type: flag },
    { name: "large", type: large },
  ];
  await deliver(at(job), [
    batchOf(columns("number", "boolean", "integer"), [
      [0.30000000000000004, true, 9_223_372_036_854_775_807n],
      [null, false, null],
    ]),
    batchOf(columns("text", "text", "decimal"), [["many", "maybe", 1]], 2),
  ]);
  expect(rowsOf(`select share, flag, large from ${job.target}`)).toEqual([
    { share: "0.30000000000000004", flag: "true", large: "9223372036854775807" },
    { share: null, flag: "false", large: null },
    { share: "many", flag: "maybe", large: "1" },
  ]);
});

test("a key that becomes text still names the rows it named as a number", async () => {
  const job = newJob("merge");
  const name: Column = { name: "name", type: "text" };
  await deliver(at(job), [
    batchOf(
      [id, name],
      [
        [1, "Ada"],
        [2, "Bea"],
      ],
    ),
    batchOf(
      [{ name: "id", type: "text" }, name],
      [
        ["2", "Bea B."],
        ["x", "Cy"],
      ],
      2,
    ),
  ]);
  expect(rowsOf(`select id, name from ${job.target} order by id`)).toEqual([
    { id: "1", name: "Ada" },
    { id: "2", name: "Bea B." },
    { id: "x", name: "Cy" },
  ]);
});

test("a table that can't take a column is refused before anything is written, with the column's name", async () => {
  db.exec("create table people (id integer, born numeric, is_member boolean)");
  db.exec("create table strict_people (id integer, email text not null)");
  db.exec("create view seen_people as select 1 as id");
  const writing = async (target: string, column: Column): Promise<unknown> => {
    await using delivery = await openDelivery(at(newJob("append", target)));
    return await delivery.write(batchOf([id, column], [[1, null]]), signal);
  };
  await expect(writing("people", { name: "born", type: "date" })).rejects.toThrow(
    "The column born of people is numeric",
  );
  await expect(writing("people", { name: "is_member", type: "integer" })).rejects.toThrow(
    "The column is_member of people",
  );
  await expect(writing("strict_people", id)).rejects.toThrow(
    "The column email of strict_people takes no null",
  );
  await expect(writing("seen_people", id)).rejects.toThrow("seen_people is a view");
  expect(rowsOf("select * from people")).toEqual([]);
});

test("rows can't be merged into a table that has one key twice", async () => {
  db.exec("create table doubled (id integer); insert into doubled values (7), (7)");
  await using delivery = await openDelivery(at(newJob("merge", "doubled")));
  await expect(delivery.write(batchOf([id], [[7]]), signal)).rejects.toThrow("several rows with the same id");
});

test("a merge gives columns it does not have their defaults", async () => {
  db.exec("create table scored (id integer primary key, score integer default 10)");
  db.exec("insert into scored values (1, 99)");
  await deliver(at(newJob("merge", "scored")), [batchOf([id], [[1], [2]])]);
  expect(rowsOf("select id, score from scored")).toEqual([
    { id: 1n, score: 10n },
    { id: 2n, score: 10n },
  ]);
});

test("a view of a table that is overwritten shows the new rows", async () => {
  const job = newJob("overwrite", "viewed");
  await deliver(at(job), numberedBatches(1, 1, "old"));
  db.exec("create view viewers as select word from viewed");
  await deliver(at(newJob("overwrite", "viewed")), numberedBatches(1, 2, "new"));
  expect(rowsOf("select word from viewers")).toEqual([{ word: "new 1" }, { word: "new 2" }]);
});

test("a sync that overwrites leaves no table of its own behind, discarded or committed", async () => {
  await using delivery = await openDelivery(at(newJob("overwrite")));
  for (const batch of numberedBatches(1, 2, "gone")) await delivery.write(batch, signal);
  await delivery.discard(signal);
  await deliver(at(newJob("overwrite")), numberedBatches(1, 2, "kept"));
  expect(
    rowsOf(
      "select name from sqlite_master where type = 'table' and name like '%\\_\\_millrace\\_%' escape '\\'",
    ),
  ).toEqual([]);
});

test("markers of what was committed long ago are forgotten; those of a sync that was paused are not", async () => {
  const committed = newJob("append");
  await deliver(at(committed), numberedBatches(2, 1, "old"));
  const paused = newJob("append");
  await using waiting = await openDelivery(at(paused));
  for (const batch of numberedBatches(1, 1, "paused")) await waiting.write(batch, signal);
  const longAgo = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-31 days')";
  db.exec(`update _millrace_batch set written_at = ${longAgo}`);
  db.exec(`update _millrace_commit set committed_at = ${longAgo}`);
  await using _ = await openDelivery(at(newJob("append")));
  const mine = `sync_id in ('${committed.syncId}', '${paused.syncId}')`;
  expect(rowsOf(`select sync_id from _millrace_batch where ${mine}`)).toEqual([{ sync_id: paused.syncId }]);
  expect(rowsOf("select sync_id from _millrace_commit")).toEqual([]);
});

test("a commit that was told of other rows than there are is our fault", async () => {
  await using delivery = await openDelivery(at(newJob("append")));
  for (const batch of numberedBatches(1, 2, "few")) await delivery.write(batch, signal);
  await expect(delivery.commit({ batches: 2, rows: 4 }, signal)).rejects.toMatchObject({ rung: "broken" });
});

test("a file that can't be opened, and one whose place depends, name the setting", async () => {
  const job = newJob("append");
  const missing = { path: join(folder.path, "nowhere", "x.sqlite") };
  const fault = { rung: "needs_attention", facts: { setting: "path" } };
  await expect(openDelivery(at(job, missing))).rejects.toMatchObject(fault);
  await expect(openDelivery(at(job, { path: "x.sqlite" }))).rejects.toMatchObject(fault);
});

test("a check makes no file", async () => {
  const fresh = join(folder.path, "fresh.sqlite");
  expect(await sqliteDestination.check({ path: fresh }, testContext.context)).toMatchObject({ isOk: true });
  expect(existsSync(fresh)).toBe(false);
});

test("a check tells of a file that another program keeps to itself", async () => {
  db.exec("begin immediate");
  const report = await sqliteDestination.check({ path }, testContext.context);
  db.exec("rollback");
  expect(report).toMatchObject({ isOk: false, message: expect.stringContaining("database is locked") });
});

test("readers see the rows of before while a batch is being written", async () => {
  const job = newJob("append");
  await deliver(at(job), numberedBatches(1, 3, "before"));
  using writer = new DatabaseSync(path);
  writer.exec(`begin immediate; delete from ${job.target}`);
  expect(rowsOf(`select count(*) as n from ${job.target}`)).toEqual([{ n: 3n }]);
  writer.exec("rollback");
});

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
