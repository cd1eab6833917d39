import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { listImportFiles } from "./list-import-files.ts";

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await createTemporaryFolder();
  await mkdir(join(folder.path, "pages", "2026"), { recursive: true });
  await mkdir(join(folder.path, "hidden-only"));
  await mkdir(join(folder.path, "pages", ".git"));
  for (const name of [
    "pages/b.html",
    "pages/a.html",
    "pages/2026/é ü.json",
    "pages/.DS_Store",
    "pages/.git/c.html",
    "hidden-only/.hidden",
    "one.csv",
  ]) {
    await writeFile(join(folder.path, name), name);
  }
});
afterAll(() => folder[Symbol.asyncDispose]());

const at = (...parts: string[]): string => join(folder.path, ...parts);

test("a folder gives its files at any depth, sorted, named from the folder on, hidden ones left out", async () => {
  expect(await listImportFiles([at("pages")])).toEqual([
    { path: at("pages", "2026", "é ü.json"), name: join("2026", "é ü.json") },
    { path: at("pages", "a.html"), name: "a.html" },
    { path: at("pages", "b.html"), name: "b.html" },
  ]);
});

test("files and folders keep the order in which they are given", async () => {
  const files = await listImportFiles([at("one.csv"), at("pages", "b.html"), at("pages")]);
  expect(files.map((file) => file.name)).toEqual([
    "one.csv",
    "b.html",
    join("2026", "é ü.json"),
    "a.html",
    "b.html",
  ]);
});

test("a hidden file that is named is taken", async () => {
  expect(await listImportFiles([at("hidden-only", ".hidden")])).toEqual([
    { path: at("hidden-only", ".hidden"), name: ".hidden" },
  ]);
});

test.skipIf(process.platform === "win32")("a link inside a folder leads nowhere outside it", async () => {
  await mkdir(at("linked"));
  await symlink(at("pages"), at("linked", "outside"));
  await symlink(at("linked"), at("linked", "circle"));
  await symlink(at("one.csv"), at("linked", "file.csv"));
  await expect(listImportFiles([at("linked")])).rejects.toMatchObject({ code: "nothing_to_import" });
});

test("a path that does not exist is refused by its name with exit code 2, whatever else is given", async () => {
  const refusal = { code: "path_not_found", exitCode: 2, message: expect.stringContaining(at("nope.html")) };
  await expect(listImportFiles([at("one.csv"), at("nope.html")])).rejects.toMatchObject(refusal);
});

test("folders with nothing to import are refused by their names with exit code 2", async () => {
  const refusal = {
    code: "nothing_to_import",
    exitCode: 2,
    message: expect.stringContaining(at("hidden-only")),
  };
  await expect(listImportFiles([at("hidden-only")])).rejects.toMatchObject(refusal);
});
