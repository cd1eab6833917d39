import { NeedsAttention, Transient } from "@millrace/platform/errors";
import { createEmptyDatabase, type TestDatabase } from "@millrace/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Column } from "../../records/column.ts";
import type { Batch, Delivery, DeliveryJob, WriteMode } from "../destination.ts";
import { deliver, jobOf, openDelivery, totalOf } from "../testing/deliver.ts";
import { numberedBatches } from "../testing/sample-batches.ts";
import { openTestContext, type TestContext } from "../testing/test-context.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";
import { postgresDestination } from "./destination.ts";

const signal = new AbortController().signal;
const id: Column = { name: "id", type: "integer" };

let database: TestDatabase;
let testContext: TestContext;
let names = 0;

beforeAll(async () => {
  database = await createEmptyDatabase();
  testContext = await openTestContext();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await testContext[Symbol.asyncDispose]();
});

const newJob = (mode: WriteMode, target = `table_${(names += 1)}`): DeliveryJob =>
  jobOf(`sync-${(names += 1)}`, target, mode);

const at = (job: DeliveryJob, url = database.url) => ({
  destination: postgresDestination,
  settings: { url, schema: "public" },
  context: testContext.context,
  job,
});

const open = (job: DeliveryJob, url?: string): Promise<Delivery> => openDelivery(at(job, url));

const sql = async (text: string): Promise<Record<string, unknown>[]> =>
  (await database.pool.query<Record<string, unknown>>(text)).rows;

const countOf = async (table: string): Promise<unknown> =>
  (await sql(`select count(*)::int as n from ${table}`))[0]?.n;

const batchOf = (columns: Column[], rows: Batch["rows"]): Batch => ({ number: 1, columns, rows });

test.each([100, 2_000, 20_000, 60_000])(
  "a connection cut after %i bytes is tried again, and the batch is there once",
  async (bytes) => {
    await using proxy = await startCuttingProxy(database.url);
    const job = newJob("append");
    const [batch] = numberedBatches(1, 600, "cut");
    if (batch === undefined) return;
    await using delivery = await open(job, proxy.url);
    proxy.cutAfter(bytes);
    await expect(delivery.write(batch, signal)).rejects.toBeInstanceOf(Transient);
    expect(await delivery.held()).toEqual(new Set());
    expect(await delivery.write(batch, signal)).toMatchObject({ rows: 600 });
    expect(await countOf(job.target)).toBe(600);
  },
);

test("a batch whose commit was never answered is not written again", async () => {
  await using proxy = await startCuttingProxy(database.url);
  const job = newJob("append");
  const batches = numberedBatches(1, 50, "unanswered");
  await using delivery = await open(job, proxy.url);
  proxy.cutAnswerOfCommit();
  for (const batch of batches) await expect(delivery.write(batch, signal)).rejects.toBeInstanceOf(Transient);
  for (const batch of batches) expect(await delivery.write(batch, signal)).toMatchObject({ rows: 50 });
  expect(await countOf(job.target)).toBe(50);
  proxy.cutAnswerOfCommit();
  await expect(delivery.commit(totalOf(batches), signal)).rejects.toBeInstanceOf(Transient);
  expect(await delivery.commit(totalOf(batches), signal)).toMatchObject({ validRows: 50 });
});

test("two processes that deliver the same sync at once write each batch once", async () => {
  const job = newJob("merge");
  const batches = numberedBatches(5, 40, "twice");
  await using one = await open(job);
  await using other = await open(job);
  await Promise.all(batches.flatMap((batch) => [one.write(batch, signal), other.write(batch, signal)]));
  const reports = await Promise.all([
    one.commit(totalOf(batches), signal),
    other.commit(totalOf(batches), signal),
  ]);
  expect(reports[0]).toEqual(reports[1]);
  expect(await countOf(job.target)).toBe(200);
});

test("a table that can't take a column is refused before anything is written, with the column's name", async () => {
  await sql("create table people (id bigint, age smallint, born date)");
  await using delivery = await open(newJob("append", "people"));
  for (const [column, is] of [
    [{ name: "age", type: "integer" }, "smallint"],
    [{ name: "born", type: "boolean" }, "date"],
  ] as const) {
    const writing = delivery.write(batchOf([id, column], [[1, null]]), signal);
    await expect(writing).rejects.toThrow(`The column ${column.name} of public.people is ${is}`);
    await expect(writing).rejects.toBeInstanceOf(NeedsAttention);
  }
  expect(await countOf("people")).toBe(0);
});

test("a table with a column that must be given, and a view, are refused", async () => {
  await sql("create table strict_people (id bigint, email text not null)");
  await sql("create view seen_people as select 1 as id");
  await using strict = await open(newJob("append", "strict_people"));
  await expect(strict.write(batchOf([id], [[1]]), signal)).rejects.toThrow(
    "The column email of public.strict_people",
  );
  for (const mode of ["append", "overwrite"] as const) {
    await using view = await open(newJob(mode, "seen_people"));
    await expect(view.write(batchOf([id], [[1]]), signal)).rejects.toThrow("public.seen_people is no table");
  }
});

test("rows can't be merged into a table that has one key twice", async () => {
  await sql("create table doubled as select 7::bigint as id from generate_series(1, 2)");
  await using delivery = await open(newJob("merge", "doubled"));
  await expect(delivery.write(batchOf([id], [[7]]), signal)).rejects.toThrow("several rows with the same id");
});

test("a merge gives columns it does not have their defaults, and leaves generated ones to Postgres", async () => {
  await sql(
    "create table scored (id bigint primary key, score bigint default 10, twice bigint generated always as (id * 2) stored)",
  );
  await sql("insert into scored (id, score) values (1, 99)");
  await deliver(at(newJob("merge", "scored")), [batchOf([id], [[1], [2]])]);
  expect(await sql("select id::int, score::int, twice::int from scored order by id")).toEqual([
    { id: 1, score: 10, twice: 2 },
    { id: 2, score: 10, twice: 4 },
  ]);
});

test("a key of several columns, one of them empty, names one row", async () => {
  const shop: Column = { name: "shop", type: "text" };
  const name: Column = { name: "name", type: "text" };
  const job = { ...newJob("merge"), primaryKey: ["shop", "id"] };
  const first = batchOf(
    [id, shop, name],
    [
      [1, "a", "Ada"],
      [1, "b", "Bea"],
      [1, null, "Cy"],
    ],
  );
  const second = {
    ...batchOf(
      [id, shop, name],
      [
        [1, null, "Cyd"],
        [1, "a", "Ada L."],
      ],
    ),
    number: 2,
  };
  await deliver(at(job), [first, second]);
  const rows = await sql(`select name from ${job.target} order by name`);
  expect(rows.map((row) => row.name)).toEqual(["Ada L.", "Bea", "Cyd"]);
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
    {
      ...batchOf(
        [{ name: "id", type: "text" }, name],
        [
          ["2", "Bea B."],
          ["x", "Cy"],
        ],
      ),
      number: 2,
    },
  ]);
  expect(await sql(`select id, name from ${job.target} order by id`)).toEqual([
    { id: "1", name: "Ada" },
    { id: "2", name: "Bea B." },
    { id: "x", name: "Cy" },
  ]);
});

test("who could read a table can read the one that takes its place", async () => {
  const target = "granted";
  await deliver(at(newJob("overwrite", target)), numberedBatches(1, 1, "old"));
  await sql("grant select on granted to public");
  await deliver(at(newJob("overwrite", target)), numberedBatches(1, 2, "new"));
  expect(await sql("select relacl::text as acl from pg_class where relname = 'granted'")).toEqual([
    { acl: expect.stringContaining("=r/") },
  ]);
  expect(await countOf(target)).toBe(2);
});

test("what can't be replaced is refused before anything is written, with the reason", async () => {
  await sql("create table viewed as select 1::bigint as id");
  await sql("create view viewers as select * from viewed");
  await sql("create table referred (id bigint primary key)");
  await sql("create table referring (id bigint references referred)");
  await sql("create table parted (id bigint) partition by range (id)");
  await sql("create table guarded (id bigint)");
  await sql("alter table guarded enable row level security");
  for (const [target, reason] of [
    ["viewed", "the view viewers reads it"],
    ["referred", "the table referring refers to it"],
    ["parted", "it is partitioned"],
    ["guarded", "it has row security"],
  ] as const) {
    await using delivery = await open(newJob("overwrite", target));
    const writing = delivery.write(batchOf([id], [[1]]), signal);
    await expect(writing).rejects.toThrow(`public.${target} can't be replaced by a new one: ${reason}`);
    await expect(writing).rejects.toBeInstanceOf(NeedsAttention);
  }
});

test("a view that is made meanwhile stops the commit; once it is gone the commit goes through", async () => {
  const target = "watched";
  await deliver(at(newJob("overwrite", target)), numberedBatches(1, 1, "old"));
  const batches = numberedBatches(1, 2, "new");
  await using delivery = await open(newJob("overwrite", target));
  for (const batch of batches) await delivery.write(batch, signal);
  await sql("create view watchers as select * from watched");
  const committing = delivery.commit(totalOf(batches), signal);
  await expect(committing).rejects.toBeInstanceOf(NeedsAttention);
  await expect(committing).rejects.toThrow("view watchers depends on table watched");
  expect(await countOf(target)).toBe(1);
  await sql("drop view watchers");
  expect(await delivery.commit(totalOf(batches), signal)).toMatchObject({ validRows: 2 });
});

test("a sync that overwrites leaves no table of its own behind, discarded or committed", async () => {
  const discarded = newJob("overwrite");
  await using delivery = await open(discarded);
  for (const batch of numberedBatches(1, 2, "gone")) await delivery.write(batch, signal);
  await delivery.discard(signal);
  await deliver(at(newJob("overwrite")), numberedBatches(1, 2, "kept"));
  expect(await sql("select relname from pg_class where relname like '%\\_\\_millrace\\_%'")).toEqual([]);
});

test("a value no Postgres can read stops the sync, and says which column it stood in", async () => {
  await using delivery = await open(newJob("append"));
  const born: Column = { name: "born on", type: "date" };
  const writing = delivery.write(
    batchOf(
      [id, born],
      [
        [1, "2026-02-28"],
        [2, "2026-02-30"],
      ],
    ),
    signal,
  );
  await expect(writing).rejects.toMatchObject({ rung: "broken", facts: { column: "born on" } });
  await expect(writing).rejects.toThrow("Row 2 of a batch, column born on,");
});

test("times beyond what Postgres writes the ISO way keep their instant", async () => {
  const job = newJob("append");
  const time: Column = { name: "at", type: "timestamp" };
  await deliver(at(job), [
    batchOf(
      [id, time],
      [
        [1, "2026-01-01T10:00:00+23:59"],
        [2, "0000-03-01T00:00:00Z"],
      ],
    ),
  ]);
  expect(await sql(`select (at at time zone 'UTC')::text as at from ${job.target} order by id`)).toEqual([
    { at: "2025-12-31 10:01:00" },
    { at: "0001-03-01 00:00:00 BC" },
  ]);
});

test("a commit that was told of other rows than there are is our fault, and shows nothing", async () => {
  const job = newJob("overwrite");
  await using delivery = await open(job);
  for (const batch of numberedBatches(1, 2, "few")) await delivery.write(batch, signal);
  await expect(delivery.commit({ batches: 2, rows: 4 }, signal)).rejects.toMatchObject({ rung: "broken" });
  expect(await sql(`select to_regclass('${job.target}') as found`)).toEqual([{ found: null }]);
});

test("markers of what was committed long ago are forgotten; those of a sync that was paused are not", async () => {
  const committed = newJob("append");
  await deliver(at(committed), numberedBatches(2, 1, "old"));
  const paused = newJob("append");
  await using waiting = await open(paused);
  for (const batch of numberedBatches(1, 1, "paused")) await waiting.write(batch, signal);
  await sql("update _millrace_batch set written_at = now() - interval '31 days'");
  await sql("update _millrace_commit set committed_at = now() - interval '31 days'");
  await using _ = await open(newJob("append"));
  const mine = `sync_id in ('${committed.syncId}', '${paused.syncId}')`;
  expect(await sql(`select sync_id from _millrace_batch where ${mine}`)).toEqual([
    { sync_id: paused.syncId },
  ]);
  expect(await sql("select sync_id from _millrace_commit")).toEqual([]);
});

test("a user who may not create tables is told which setting to change", async () => {
  await sql("create role reader login password 'reader-secret'");
  const url = new URL(database.url);
  url.username = "reader";
  url.password = "reader-secret";
  const settings = { url: url.href, schema: "public" };
  expect(await postgresDestination.check(settings, testContext.context)).toMatchObject({
    isOk: false,
    setting: "schema",
  });
  const opening = openDelivery({ ...at(newJob("append")), settings });
  await expect(opening).rejects.toMatchObject({ rung: "needs_attention", facts: { setting: "schema" } });
});
