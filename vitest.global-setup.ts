import { globSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { platformMigrations, type MigrationSource } from "@millrace/platform/db";
import { createMemoryFolder, startTestServer, testServerVariable } from "@millrace/platform/testing";
import type { TestProject } from "vitest/node";

/** Starts the run's one Postgres with every migration of the repository and tells the test files where it is. */
export default async function setup({ config }: TestProject): Promise<() => Promise<void>> {
  const memory = await createMemoryFolder();
  // Inherited by the test files and by every program they start.
  if (memory !== null) process.env["TMPDIR"] = memory;
  // Some hundred processes read the same sources. Not where lines are counted, which a cached compilation blurs.
  if (!config.coverage.enabled)
    process.env["NODE_COMPILE_CACHE"] = join(memory ?? tmpdir(), "node-compile-cache");
  const server = await startTestServer(migrationSources(import.meta.dirname), memory);
  process.env[testServerVariable] = server.adminUrl;
  return () => server.stop();
}

/** Platform first, then engine, then every feature by name: the order in which a program lists them. */
function migrationSources(root: string): MigrationSource[] {
  const folders = [
    ...globSync("engine/migrations", { cwd: root }),
    ...globSync("features/*/migrations", { cwd: root }).sort(),
  ];
  const sources = folders.map((folder) => ({
    name: basename(dirname(folder)),
    folder: pathToFileURL(join(root, folder) + "/"),
  }));
  return [platformMigrations, ...sources];
}
