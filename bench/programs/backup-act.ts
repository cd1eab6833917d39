import { join } from "node:path";
import { backedUpSchemas, restoreHouse } from "@millrace/server/backups";
import { writeBackup } from "@millrace/platform/backup";
import { openDatabaseUrl } from "@millrace/platform/db";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";

/** Does one act in a process of its own, for its peak memory: BENCH_ACT is `backup` or `restore`. Prints an `ActSample`. */
export interface ActSample {
  seconds: number;
  /** Most memory the process had (resident set), MB. */
  peakMb: number;
  rows: number;
  archiveMb: number;
}

const env = (name: string): string => process.env[name] ?? "";
const log = createLogger({ level: "warn" });
const startedMs = performance.now();
const manifest = env("BENCH_ACT") === "backup" ? await backUp() : await restore();
const sample: ActSample = {
  seconds: (performance.now() - startedMs) / 1_000,
  peakMb: process.resourceUsage().maxRSS / 1_000,
  rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
  archiveMb: manifest.archive_bytes / 1e6,
};
console.log(JSON.stringify(sample));

async function backUp() {
  await using database = openDatabaseUrl(env("BENCH_DATABASE_URL"), { log });
  const objects = await openObjectStore({ folder: join(env("BENCH_DATA"), "objects") });
  const { pool } = database;
  return await writeBackup({
    pool,
    objects,
    schemas: backedUpSchemas,
    version: "bench",
    path: env("BENCH_ARCHIVE"),
  });
}

async function restore() {
  const target = { dataFolder: env("BENCH_TARGET"), databaseUrl: null };
  return (await restoreHouse(env("BENCH_ARCHIVE"), target, log)).manifest;
}
