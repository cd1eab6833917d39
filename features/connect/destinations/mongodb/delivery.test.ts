import { ManualClock, systemClock } from "@millrace/platform/clock";
import { NeedsAttention, Transient } from "@millrace/platform/errors";
import { MongoClient, type Document } from "mongodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Column } from "../../records/column.ts";
import type { Batch, Delivery, DeliveryJob, WriteMode } from "../destination.ts";
import { deliver, jobOf, openDelivery, totalOf } from "../testing/deliver.ts";
import { numberedBatches } from "../testing/sample-batches.ts";
import { openTestContext, type TestContext } from "../testing/test-context.ts";
import { mongodbDestination } from "./destination.ts";
import { startMongoSimulator, type MongoFault, type MongoSimulator } from "./simulator.ts";

const signal = new AbortController().signal;
const id: Column = { name: "id", type: "integer" };
const name: Column = { name: "name", type: "text" };

let simulator: MongoSimulator;
let client: MongoClient;
let testContext: TestContext;
let names = 0;

beforeAll(async () => {
  simulator = await startMongoSimulator({ clock: systemClock });
  client = await new MongoClient(simulator.url).connect();
  testContext = await openTestContext();
});
afterAll(async () => {
  await client.close();
  await simulator.close();
  await testContext[Symbol.asyncDispose]();
});

const newJob = (mode: WriteMode, target = `table_${(names += 1)}`): DeliveryJob =>
  jobOf(`sync-${(names += 1)}`, target, mode);

const at = (job: DeliveryJob, url = simulator.url, context = testContext.context) => ({
  destination: mongodbDestination,
  settings: { url, database: "crm" },
  context,
  job,
});

const open = (job: DeliveryJob): Promise<Delivery> => openDelivery(at(job));

const documentsOf = (collection: string): Promise<Document[]> =>
  client.db("crm").collection(collection).find().toArray();

const batchOf = (columns: Column[], rows: Batch["rows"], number = 1): Batch => ({ number, columns, rows });

test.each<[MongoFault, WriteMode, string]>([
  ["cut_before", "append", "insert"],
  ["cut_half", "append", "insert"],
  ["cut_after", "append", "insert"],
  ["not_primary", "append", "insert"],
  ["cut_half", "overwrite", "insert"],
  ["cut_half", "merge", "update"],
  ["cut_after", "merge", "update"],
])(
  "%s while rows are written (%s): tried again, and each row is there once",
  async (fault, mode, command) => {
    const job = newJob(mode);
    const batches = numberedBatches(2, 30, "faulty");
    await using delivery = await open(job);
    for (const batch of batches) {
      simulator.setFaults({ [fault]: { command, times: 1 } });
      await expect(delivery.write(batch, signal)).rejects.toBeInstanceOf(Transient);
      simulator.setFaults({});
      expect(await delivery.write(batch, signal)).toMatchObject({ rows: 30 });
    }
    expect(await delivery.commit(totalOf(batches), signal)).toMatchObject({ validRows: 60 });
    const words = (await documentsOf(job.target)).map((document) => String(document.word));
    expect(new Set(words).size).toBe(60);
    expect(words).toHaveLength(60);
  },
);

test("a batch whose marker was never answered is not written again", async () => {
  const job = newJob("append");
  const [batch] = numberedBatches(1, 10, "marked");
  if (batch === undefined) return;
  await using delivery = await open(job);
  simulator.setFaults({ cut_after: { command: "update", times: 1 } });
  await expect(delivery.write(batch, signal)).rejects.toBeInstanceOf(Transient);
  const before = simulator.requests().length;
  expect(await delivery.write(batch, signal)).toMatchObject({ rows: 10 });
  const sent = simulator.requests().slice(before);
  expect(sent.map(({ command }) => command)).toEqual(["find"]);
});

test.each(["renameCollection", "update"])(
  "a commit that dies after its %s is made good, and says what it would have said",
  async (command) => {
    const target = `overwritten_${command.toLowerCase()}`;
    await deliver(at(newJob("overwrite", target)), numberedBatches(1, 3, "old"));
    const job = newJob("overwrite", target);
    const batches = numberedBatches(2, 4, "new");
    await using delivery = await open(job);
    for (const batch of batches) await delivery.write(batch, signal);
    simulator.setFaults({ cut_after: { command, times: 1 } });
    await expect(delivery.commit(totalOf(batches), signal)).rejects.toBeInstanceOf(Transient);
    await using second = await open(job);
    expect(await second.held()).toEqual(new Set([1, 2]));
    expect(await second.commit(totalOf(batches), signal)).toMatchObject({
      validRows: 8,
      isCountedByDestination: true,
    });
    expect(await documentsOf(target)).toHaveLength(8);
  },
);

test("the key of a merge is the _id: one value, a document of several, or of one that is a list", async () => {
  const list: Column = { name: "list", type: "json" };
  const single = newJob("merge");
  await deliver(at(single), [
    batchOf(
      [id, name],
      [
        [1, "Ada"],
        [2 ** 40, "Bea"],
      ],
    ),
  ]);
  const several = { ...newJob("merge"), primaryKey: ["id", "name"] };
  await deliver(at(several), [
    batchOf(
      [id, name],
      [
        [1, "Ada"],
        [1, "Bea"],
        [1, "Ada"],
      ],
    ),
  ]);
  const listed = { ...newJob("merge"), primaryKey: ["list"] };
  await deliver(at(listed), [batchOf([list], [[[1, 2]], [[1, 2]]])]);
  expect((await documentsOf(single.target)).map(({ _id }) => _id as unknown)).toEqual([1, 2 ** 40]);
  expect((await documentsOf(several.target)).map(({ _id }) => _id as unknown)).toEqual([
    { id: 1, name: "Ada" },
    { id: 1, name: "Bea" },
  ]);
  expect((await documentsOf(listed.target)).map(({ _id }) => _id as unknown)).toEqual([{ list: [1, 2] }]);
});

test("appended rows say in their _id where they are from, whatever the stream is called", async () => {
  const job = { ...newJob("append"), stream: "a:1" };
  const other = { ...job, stream: "a" };
  await deliver(at(job), [batchOf([id], [[1], [2]])]);
  const report = await deliver(at(other), [batchOf([id], [[3]])]);
  expect(report.validRows).toBe(1);
  const ids = (await documentsOf(job.target)).map(({ _id }) => String(_id));
  expect(ids).toEqual([`${job.syncId}:a%3A1:1:1`, `${job.syncId}:a%3A1:1:2`, `${job.syncId}:a:1:1`]);
});

test("a sync that overwrites leaves no collection of its own behind, discarded or committed", async () => {
  await using delivery = await open(newJob("overwrite"));
  for (const batch of numberedBatches(1, 2, "gone")) await delivery.write(batch, signal);
  await delivery.discard(signal);
  await deliver(at(newJob("overwrite")), numberedBatches(1, 2, "kept"));
  const collections = await client.db("crm").listCollections().toArray();
  expect(collections.filter((each) => each.name.includes("__millrace_"))).toEqual([]);
});

test("markers of what was committed long ago are forgotten; those of a sync that was paused are not", async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const context = { ...testContext.context, now: () => clock.now() };
  const [committed, paused] = [newJob("append"), newJob("append")];
  await deliver(at(committed, simulator.url, context), numberedBatches(2, 1, "old"));
  await using waiting = await openDelivery(at(paused, simulator.url, context));
  for (const batch of numberedBatches(1, 1, "paused")) await waiting.write(batch, signal);
  clock.advance(31 * 24 * 3_600_000);
  await using again = await openDelivery(at(committed, simulator.url, context));
  expect(await again.held()).toEqual(new Set());
  expect(await waiting.held()).toEqual(new Set([1]));
});

test("a commit that was told of other rows than there are is our fault", async () => {
  await using delivery = await open(newJob("overwrite"));
  for (const batch of numberedBatches(1, 2, "few")) await delivery.write(batch, signal);
  await expect(delivery.commit({ batches: 2, rows: 4 }, signal)).rejects.toMatchObject({ rung: "broken" });
});

test("a server that asks for credentials names the setting, when checked and in the middle of a delivery", async () => {
  await using delivery = await open(newJob("append"));
  simulator.setNeedsCredentials(true);
  const settings = { url: simulator.url, database: "crm" };
  const report = await mongodbDestination.check(settings, testContext.context);
  const writing = delivery.write(batchOf([id], [[1]]), signal);
  await expect(writing).rejects.toMatchObject({ rung: "needs_attention", facts: { setting: "url" } });
  simulator.setNeedsCredentials(false);
  expect(report).toMatchObject({ isOk: false, setting: "url" });
});

test.each([
  "mongodb://127.0.0.1:27017",
  "mongodb://localhost:27017/?serverSelectionTimeoutMS=500",
  "mongodb://%2Ftmp%2Fmongodb-27017.sock",
  "mongodb://db.example.com/?tlsCAFile=/etc/passwd",
  "mongodb://db.example.com/?authMechanism=MONGODB-AWS",
])("%s is not connected to unless an owner permits private hosts", async (url) => {
  const context = { ...testContext.context, mayUsePrivateHosts: false };
  const opening = openDelivery(at(newJob("append"), url, context));
  await expect(opening).rejects.toBeInstanceOf(NeedsAttention);
  await expect(opening).rejects.toThrow("private_hosts");
});

test("the simulator gives a collection of more than 16 MB in several answers, to two readers at once", async () => {
  const documents = Array.from({ length: 40 }, (_, _id) => ({
    _id: _id as never,
    text: "x".repeat(500_000),
  }));
  await client.db("crm").collection("large").insertMany(documents);
  const [one, other] = await Promise.all([documentsOf("large"), documentsOf("large")]);
  expect([one, other].map((read) => read.map(({ _id }) => Number(_id)))).toEqual(
    [documents, documents].map((all) => all.map(({ _id }) => Number(_id))),
  );
});
