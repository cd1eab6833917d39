import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { csvFormat } from "../csv/csv-format.ts";
import { readCsv } from "../csv/test-rig.ts";
import { jsonlFormat } from "../jsonl/jsonl-format.ts";
import { readJsonl } from "../jsonl/test-rig.ts";
import { parquetFormat } from "../parquet/parquet-format.ts";
import { readParquet } from "../parquet/test-rig.ts";
import { totalOf } from "../testing/deliver.ts";
import { numberedBatches } from "../testing/sample-batches.ts";
import { FolderHome } from "./folder-home.ts";
import { deliverFile, openFileDelivery } from "./testing/deliver-file.ts";
import { Crash, failingHome } from "./testing/failing-home.ts";

const { signal } = new AbortController();
const csv = csvFormat({ delimiter: ",", bom: false });
const formats = [
  { name: "csv", format: csv, wordsIn: async (path: string) => readCsv(await readFile(path, "utf8")) },
  {
    name: "jsonl",
    format: jsonlFormat,
    wordsIn: async (path: string) => readJsonl(await readFile(path, "utf8")),
  },
  { name: "parquet", format: parquetFormat, wordsIn: readParquet },
];

let folder: TemporaryFolder;
let home: FolderHome;
beforeEach(async () => {
  folder = await createTemporaryFolder("millrace-files-");
  home = new FolderHome(folder.path);
});
afterEach(() => folder[Symbol.asyncDispose]());

const inFolder = (...names: string[]): string => join(folder.path, ...names);
const wordsOf = (rows: readonly Record<string, unknown>[]): unknown[] => rows.map(({ word }) => word);
const words = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${word} ${at + 1}`);
/** Everything that waits for a commit. */
const staged = async (): Promise<string[]> =>
  (await readdir(home.stagingRoot, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

describe.each(formats)("$name", ({ name, format, wordsIn }) => {
  const path = (): string => inFolder(`customers.${name}`);

  test.each(["before", "after"] as const)(
    "a delivery that dies %s any of its calls is finished by the next, nothing lost and nothing twice",
    async (when) => {
      await deliverFile({ home, format, syncId: "sync-old" }, numberedBatches(1, 2, "old"));
      let delivered = 2;
      for (let call = 1, isOver = false; !isOver; call += 1) {
        const job = { home, format, syncId: `sync-${when}-${call}` };
        const batches = numberedBatches(2, 3, job.syncId);
        const outcome = await deliverFile({ ...job, home: failingHome(home, call, when) }, batches).catch(
          (error: unknown) => error,
        );
        isOver = !(outcome instanceof Crash);
        expect(await deliverFile(job, batches)).toMatchObject({ validRows: 6 });
        delivered += 6;
        const found = wordsOf(await wordsIn(path()));
        expect(found).toHaveLength(delivered);
        expect(found.slice(-6)).toEqual(words(job.syncId, 6));
        expect(await staged()).toEqual([]);
      }
      expect(delivered).toBeGreaterThan(2 + 6 * 5);
    },
  );

  test("a sync that died after its file took its place is in the file once, though another came before it rose again", async () => {
    const batches = numberedBatches(1, 2, "first");
    for (let call = 1; ; call += 1) {
      const outcome = await deliverFile(
        { home: failingHome(home, call, "after"), format, syncId: "sync-1" },
        batches,
      ).catch((error: unknown) => error);
      if (!(outcome instanceof Crash)) break;
      await deliverFile({ home, format, syncId: `sync-2-${call}` }, numberedBatches(1, 1, `second ${call}`));
    }
    await deliverFile({ home, format, syncId: "sync-1" }, batches);
    const found = wordsOf(await wordsIn(path()));
    expect(found.filter((word) => String(word).startsWith("first"))).toEqual(["first 1", "first 2"]);
    expect(new Set(found).size).toBe(found.length);
  });

  test("a file that somebody took away is begun anew", async () => {
    await deliverFile({ home, format, syncId: "sync-1" }, numberedBatches(1, 2, "first"));
    await rm(path());
    const { facts } = await deliverFile({ home, format, syncId: "sync-2" }, numberedBatches(1, 3, "second"));
    expect(facts).toMatchObject({ file: path(), rows_in_file: 3 });
    expect(wordsOf(await wordsIn(path()))).toEqual(words("second", 3));
  });

  test("a sync without rows leaves the file as it is, and makes none", async () => {
    expect(await deliverFile({ home, format, syncId: "sync-1" }, [])).toMatchObject({
      facts: { file: null },
    });
    expect(await home.exists(`customers.${name}`)).toBe(false);
    await deliverFile({ home, format, syncId: "sync-2" }, numberedBatches(1, 2, "first"));
    const before = await readFile(path());
    await deliverFile({ home, format, syncId: "sync-3" }, []);
    expect(await readFile(path())).toEqual(before);
  });

  test("per_sync keeps each sync's rows in a file of its own", async () => {
    const files = "per_sync" as const;
    await deliverFile({ home, format, files, syncId: "sync-1" }, numberedBatches(1, 2, "first"));
    await deliverFile({ home, format, files, syncId: "sync-2" }, numberedBatches(1, 3, "second"));
    expect(wordsOf(await wordsIn(inFolder("customers", `sync-1.${name}`)))).toEqual(words("first", 2));
    expect(wordsOf(await wordsIn(inFolder("customers", `sync-2.${name}`)))).toEqual(words("second", 3));
    await expect(
      deliverFile({ home, format, files, syncId: "sync-3", mode: "overwrite" }, []),
    ).rejects.toThrow("per_sync");
  });

  test("a file that Millrace did not write is left as it is", async () => {
    await writeFile(path(), "id,word\r\n1,mine\r\n");
    for (const mode of ["append", "overwrite"] as const)
      await expect(
        deliverFile({ home, format, syncId: "sync-1", mode }, numberedBatches(1, 2, "first")),
      ).rejects.toMatchObject({
        rung: "needs_attention",
        message: expect.stringContaining(`customers.${name} was not written by Millrace`),
      });
    expect(await readFile(path(), "utf8")).toBe("id,word\r\n1,mine\r\n");
  });
});

test("a Parquet file that is damaged is refused before anything is changed", async () => {
  const format = parquetFormat;
  await deliverFile({ home, format, syncId: "sync-1" }, numberedBatches(1, 2, "first"));
  await writeFile(inFolder("customers.parquet"), "garbage");
  await expect(openFileDelivery({ home, format, syncId: "sync-2" })).rejects.toMatchObject({
    rung: "needs_attention",
    message: expect.stringMatching(/customers\.parquet can't be read .+ Move it away/u),
  });
  expect(await readFile(inFolder("customers.parquet"), "utf8")).toBe("garbage");
  expect(await staged()).toEqual([]);
});

test("two streams that would be written to one file are refused, by both names", async () => {
  const base = { home, format: jsonlFormat, syncId: "sync-1" };
  await using first = await openFileDelivery({ ...base, target: "orders", stream: "orders" });
  await expect(openFileDelivery({ ...base, target: "Orders", stream: "old orders" })).rejects.toThrow(
    "The streams orders and old orders would both be written to orders.jsonl",
  );
  await first.commit({ batches: 0, rows: 0 }, signal);
  await expect(openFileDelivery({ ...base, target: "orders", stream: "old orders" })).rejects.toThrow(
    "The streams orders and old orders",
  );
  await deliverFile({ ...base, syncId: "sync-2", target: "a/b" }, numberedBatches(1, 1, "first"));
  await expect(openFileDelivery({ ...base, syncId: "sync-3", target: "a_b" })).rejects.toThrow(
    "The targets a/b and a_b would both be written to a_b.jsonl",
  );
});

test("a batch that was never written, and rows that are not all there, are no commit", async () => {
  const base = { home, format: jsonlFormat, syncId: "sync-1" };
  await using delivery = await openFileDelivery(base);
  const [batch] = numberedBatches(1, 2, "first");
  if (batch !== undefined) await delivery.write(batch);
  await expect(delivery.commit({ batches: 2, rows: 4 }, signal)).rejects.toThrow("Batch 2 of 2");
  await expect(delivery.commit({ batches: 1, rows: 3 }, signal)).rejects.toThrow("2 rows staged where 3");
  expect(await home.exists("customers.jsonl")).toBe(false);
});

test("a CSV file of another delimiter is not appended to", async () => {
  await deliverFile({ home, format: csv, syncId: "sync-1" }, numberedBatches(1, 2, "first"));
  const format = csvFormat({ delimiter: ";", bom: false });
  await expect(openFileDelivery({ home, format, syncId: "sync-2" })).rejects.toThrow(
    "was written with delimiter comma, so rows with delimiter semicolon would not fit",
  );
  await deliverFile({ home, format, syncId: "sync-3", mode: "overwrite" }, numberedBatches(1, 1, "second"));
  await deliverFile({ home, format, syncId: "sync-4" }, numberedBatches(1, 1, "third"));
  const text = await readFile(inFolder("customers.csv"), "utf8");
  expect(wordsOf(readCsv(text, ";"))).toEqual(["second 1", "third 1"]);
});

test("a discarded sync gives up what it assembled, and keeps what has taken its place", async () => {
  const base = { format: jsonlFormat, syncId: "sync-1" };
  const batches = numberedBatches(1, 2, "first");
  for (let call = 1; ; call += 1) {
    const outcome = await deliverFile({ ...base, home: failingHome(home, call, "after") }, batches).catch(
      (error: unknown) => error,
    );
    await using delivery = await openFileDelivery({ ...base, home });
    await delivery.discard();
    expect(await staged()).toEqual([]);
    const isThere = await home.exists("customers.jsonl");
    expect([0, 2]).toContain(
      isThere ? readJsonl(await readFile(inFolder("customers.jsonl"), "utf8")).length : 0,
    );
    if (!(outcome instanceof Crash)) break;
  }
  expect(readJsonl(await readFile(inFolder("customers.jsonl"), "utf8"))).toHaveLength(2);
});

test("two syncs that commit to one file at once take turns", async () => {
  const format = jsonlFormat;
  await using first = await openFileDelivery({ home, format, syncId: "sync-1" });
  await using second = await openFileDelivery({ home, format, syncId: "sync-2" });
  const batches = { first: numberedBatches(1, 50, "first"), second: numberedBatches(1, 50, "second") };
  for (const batch of batches.first) await first.write(batch);
  for (const batch of batches.second) await second.write(batch);
  const outcomes = await Promise.allSettled([
    first.commit(totalOf(batches.first), signal),
    second.commit(totalOf(batches.second), signal),
  ]);
  const refused = outcomes.filter(({ status }) => status === "rejected");
  expect(refused).toMatchObject([{ reason: { rung: "try_again_later" } }]);
  await first.commit(totalOf(batches.first), signal);
  await second.commit(totalOf(batches.second), signal);
  const found = wordsOf(readJsonl(await readFile(inFolder("customers.jsonl"), "utf8")));
  expect(found).toHaveLength(100);
  expect(new Set(found)).toEqual(new Set([...words("first", 50), ...words("second", 50)]));
});

test("a sync that is paused while its file is assembled stops, and can go on", async () => {
  const base = { home, format: parquetFormat, syncId: "sync-1" };
  const batches = numberedBatches(3, 5, "first");
  await using delivery = await openFileDelivery(base);
  for (const batch of batches) await delivery.write(batch);
  const reason = new Error("the sync was paused");
  await expect(delivery.commit(totalOf(batches), AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(await delivery.commit(totalOf(batches), signal)).toMatchObject({ validRows: 15 });
});
