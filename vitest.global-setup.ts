import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { platformMigrations, type MigrationSource } from "@millrace/platform/db";
import { startTestServer, testServerVariable } from "@millrace/platform/testing";

/** Starts the run's one Postgres with every migration of the repository and tells the test files where it is. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer(migrationSources(import.meta.dirname));
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
