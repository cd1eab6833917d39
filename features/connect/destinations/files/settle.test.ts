import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder, startProgram, type TemporaryFolder } from "@millrace/platform/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jsonlFormat } from "../jsonl/jsonl-format.ts";
import { readJsonl } from "../jsonl/test-rig.ts";
import { numberedBatches } from "../testing/sample-batches.ts";
import { FolderHome } from "./folder-home.ts";
import { deliverFile, openFileDelivery, type FileJob } from "./testing/deliver-file.ts";
import { Crash, failingHome } from "./testing/failing-home.ts";

const program = new URL("./testing/settling-program.fixture.ts", import.meta.url);
const { signal } = new AbortController();

let folder: TemporaryFolder;
let home: FolderHome;
beforeEach(async () => {
  folder = await createTemporaryFolder("millrace-settle-");
  home = new FolderHome(folder.path);
});
afterEach(() => folder[Symbol.asyncDispose]());

const job = (syncId: string, more: Partial<FileJob> = {}): FileJob => ({
  home,
  format: jsonlFormat,
  syncId,
  ...more,
});
const wordsIn = async (): Promise<unknown[]> =>
  readJsonl(await readFile(join(folder.path, "customers.jsonl"), "utf8")).map(({ word }) => word);
const words = (word: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `${word} ${from + at}`);
const runsLeft = async (): Promise<string[]> =>
  (await readdir(home.stagingRoot, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** A run killed with SIGKILL as soon as it has said this; resolves with the last batch it had settled by then. */
async function killedAt(line: string, syncId: string): Promise<number> {
  await using child = startProgram(program, [folder.path, syncId]);
  while ((await child.nextLine()) !== line);
  child.kill();
  await child.ended;
  const settled = child.lines.filter((each) => each.startsWith("settled")).at(-1);
  return Number(settled?.split(" ")[1] ?? 0);
}

test("what a killed run had settled is in the file of the next, once and before its own rows; the rest is dropped", async () => {
  const settled = await killedAt("settled 4", "singer-1");
  expect(settled).toBeGreaterThanOrEqual(4);
  const { validRows, facts } = await deliverFile(job("singer-2"), numberedBatches(1, 3, "own"));
  // Between what it said last and the signal it may have settled once more.
  const found = await wordsIn();
  const adopted = found.length - 3;
  expect(adopted % 4).toBe(0);
  expect(adopted).toBeGreaterThanOrEqual(settled * 2);
  expect(found).toEqual([...words("singer-1", 1, adopted), ...words("own", 1, 3)]);
  expect(validRows).toBe(3);
  expect(facts).toMatchObject({ adopted_rows: adopted });
  expect(await runsLeft()).toEqual([]);
  await deliverFile(job("singer-3"), numberedBatches(1, 1, "last"));
  expect(await wordsIn()).toEqual([...found, "last 1"]);
});

test("a run that died before it had settled anything leaves nothing", async () => {
  {
    await using delivery = await openFileDelivery(job("singer-1"));
    for (const batch of numberedBatches(2, 1, "lost")) await delivery.write(batch);
  }
  await deliverFile(job("singer-2"), []);
  expect(await home.exists("customers.jsonl")).toBe(false);
  expect(await runsLeft()).toEqual([]);
});

test("a run that lives keeps what it has settled", async () => {
  await using child = startProgram(program, [folder.path, "singer-1"]);
  while ((await child.nextLine()) !== "settled 2");
  await deliverFile(job("singer-2"), numberedBatches(1, 2, "own"));
  expect(await wordsIn()).toEqual(words("own", 1, 2));
  await expect(openFileDelivery(job("singer-1"))).rejects.toMatchObject({ rung: "try_again_later" });
  child.kill();
  await child.ended;
  await deliverFile(job("singer-3"), []);
  expect((await wordsIn()).slice(0, 6)).toEqual([...words("own", 1, 2), ...words("singer-1", 1, 4)]);
});

test("several dead runs are taken over, oldest first; runs that rise again by themselves are not", async () => {
  for (const syncId of ["singer-b", "singer-a", "sync-1"]) {
    await using delivery = await openFileDelivery(job(syncId));
    for (const batch of numberedBatches(1, 1, syncId)) await delivery.write(batch);
    await delivery.settle();
  }
  await deliverFile(job("singer-c"), numberedBatches(1, 1, "singer-c"));
  expect(await wordsIn()).toEqual(["singer-b 1", "singer-a 1", "singer-c 1"]);
  expect(await runsLeft()).toEqual(["sync-1"]);
  await deliverFile(job("sync-1"), numberedBatches(1, 1, "sync-1"));
  expect((await wordsIn()).at(-1)).toBe("sync-1 1");
});

test("a batch that was promised and is gone is told, and nothing is delivered without it", async () => {
  {
    await using delivery = await openFileDelivery(job("singer-1"));
    for (const batch of numberedBatches(2, 1, "promised")) await delivery.write(batch);
    await delivery.settle();
  }
  await rm(join(home.stagingRoot, "singer-1", "customers.jsonl", "1.batch"));
  await expect(deliverFile(job("singer-2"), numberedBatches(1, 1, "own"))).rejects.toThrow(
    "Of 2 batches that were promised to arrive, 1 are in",
  );
  expect(await home.exists("customers.jsonl")).toBe(false);
});

test("another target's leftovers are left to it", async () => {
  await using other = await openFileDelivery(job("singer-1", { target: "orders" }));
  for (const batch of numberedBatches(1, 1, "order")) await other.write(batch);
  await other.settle();
  await other[Symbol.asyncDispose]();
  await deliverFile(job("singer-2"), numberedBatches(1, 1, "own"));
  expect(await wordsIn()).toEqual(["own 1"]);
  expect(await runsLeft()).toEqual(["singer-1"]);
});

test("rows that were taken over are in the file once, whichever call the one who took them died in", async () => {
  for (const when of ["before", "after"] as const) {
    for (let call = 1, isOver = false; !isOver; call += 1) {
      const [dead, heir] = [`singer-dead-${when}-${call}`, `singer-heir-${when}-${call}`];
      {
        await using delivery = await openFileDelivery(job(dead));
        for (const batch of numberedBatches(1, 2, dead)) await delivery.write(batch);
        await delivery.settle();
      }
      const batches = numberedBatches(1, 1, heir);
      const outcome = await deliverFile(job(heir, { home: failingHome(home, call, when) }), batches).catch(
        (error: unknown) => error,
      );
      isOver = !(outcome instanceof Crash);
      await deliverFile(job(heir), batches);
      expect((await wordsIn()).slice(-3)).toEqual([...words(dead, 1, 2), `${heir} 1`]);
      expect(await runsLeft()).toEqual([]);
    }
  }
  const found = await wordsIn();
  expect(new Set(found).size).toBe(found.length);
});

test("a batch missing before others can't be settled", async () => {
  await using delivery = await openFileDelivery(job("singer-1"));
  await delivery.settle();
  const [, second] = numberedBatches(2, 1, "own");
  if (second !== undefined) await delivery.write(second);
  await expect(delivery.settle()).rejects.toThrow("Batch 1 is missing");
  await delivery.discard();
  expect(await runsLeft()).toEqual([]);
  await expect(delivery.commit({ batches: 1, rows: 1 }, signal)).rejects.toThrow("Batch 1 of 1");
});
