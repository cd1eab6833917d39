import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentHash } from "@millrace/platform/ids";
import { openObjectStore } from "./index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-objects-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const page = Buffer.from("<p>the same words again and again</p>".repeat(1_000));
const hash = contentHash(page);
const pathOf = (name: string) => join(folder, name.slice(0, 2), `${name}.zst`);

test("what is put comes back, under the hash of its plain bytes, and takes less room", async () => {
  const store = await openObjectStore({ folder });
  expect(await store.put(page)).toBe(hash);
  expect(await store.get(hash)).toEqual(page);
  expect(await store.has(hash)).toBe(true);
  expect((await stat(pathOf(hash))).size).toBeLessThan(page.byteLength / 10);
  expect(await readdir(join(folder, "tmp"))).toEqual([]);
});

test("empty bytes are an object as well", async () => {
  const store = await openObjectStore({ folder });
  const empty = await store.put(new Uint8Array());
  expect(await store.get(empty)).toEqual(Buffer.alloc(0));
});

test("putting the same bytes again, also at the same time and from another store, writes one file", async () => {
  const one = await openObjectStore({ folder });
  const other = await openObjectStore({ folder });
  const hashes = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other).put(page)),
  );
  expect(new Set(hashes)).toEqual(new Set([hash]));
  expect(await readdir(join(folder, hash.slice(0, 2)))).toEqual([`${hash}.zst`]);
  const before = await stat(pathOf(hash));
  await one.put(page);
  expect((await stat(pathOf(hash))).ino).toBe(before.ino);
});

test("an unknown object is null and deleting it is nothing", async () => {
  const store = await openObjectStore({ folder });
  expect(await store.get(hash)).toBeNull();
  expect(await store.has(hash)).toBe(false);
  await store.delete(hash);
  await store.put(page);
  await store.delete(hash);
  expect(await store.get(hash)).toBeNull();
});

test.each([
  ["other bytes", () => writeFile(pathOf(hash), zstdCompressSync("other"))],
  ["no zstd at all", () => writeFile(pathOf(hash), "other")],
  ["half of the file", async () => truncate(pathOf(hash), (await stat(pathOf(hash))).size >> 1)],
  ["an empty file", () => truncate(pathOf(hash), 0)],
  [
    "one flipped bit",
    async () => {
      const bytes = await readFile(pathOf(hash));
      bytes.writeUInt8((bytes[bytes.length >> 1] ?? 0) ^ 1, bytes.length >> 1);
      await writeFile(pathOf(hash), bytes);
    },
  ],
])("an object replaced by %s is Broken, never returned", async (_what, damage) => {
  const store = await openObjectStore({ folder });
  await store.put(page);
  await damage();
  await expect(store.get(hash)).rejects.toMatchObject({ rung: "broken", facts: { hash } });
});

test.each(["../../etc/passwd", "", "ABCDEF", `${hash}0`, hash.toUpperCase()])(
  "%j is no object name",
  async (name) => {
    const store = await openObjectStore({ folder });
    await expect(store.get(name)).rejects.toMatchObject({ code: "object_name_invalid" });
  },
);

test("opening removes what crashed writers left, and nothing a writer may still be at", async () => {
  await mkdir(join(folder, "tmp"));
  await writeFile(join(folder, "tmp", "old"), "half");
  await writeFile(join(folder, "tmp", "young"), "half");
  const twoHoursAgo = Date.now() / 1_000 - 7_200;
  await utimes(join(folder, "tmp", "old"), twoHoursAgo, twoHoursAgo);
  await openObjectStore({ folder });
  expect(await readdir(join(folder, "tmp"))).toEqual(["young"]);
});

test("a folder that can't be used is refused in one sentence", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(openObjectStore({ folder: join(folder, "file") })).rejects.toMatchObject({
    code: "object_folder_unusable",
  });
});
