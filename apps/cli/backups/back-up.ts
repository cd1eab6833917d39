import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { backupNameOf, writeBackup } from "@millrace/platform/backup";
import { connectDatabase, openDatabase, type Database } from "@millrace/platform/db";
import { UserFacingError } from "@millrace/platform/errors";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { backedUpSchemas, backupFolderOf } from "@millrace/server/backups";
import type { HouseConfig } from "../load-house-config.ts";
import { printLine, printNote } from "../print.ts";
import { version } from "../version.ts";

/** `millrace backup`: beside the running server, or with a database of our own for the time it takes. */
export async function backUp(config: HouseConfig, flags: { to?: string; json?: boolean }): Promise<void> {
  const dataFolder = resolve(config.dataFolder);
  const log = createLogger({ level: "silent" });
  const path = pathOf(flags.to ?? backupFolderOf(config));
  await using db: Database =
    (await connectDatabase({ dataFolder, databaseUrl: config.databaseUrl, log })) ??
    (await openDatabase({ dataFolder: existing(dataFolder), databaseUrl: null, log }));
  const { rows } = await db.pool.query<{ there: string | null }>(
    "select to_regclass('millrace.migrations')::text as there",
  );
  if (rows[0]?.there == null) throw nothingThere(dataFolder);
  const objects = await openObjectStore({ folder: join(dataFolder, "objects") });
  const manifest = await writeBackup({ pool: db.pool, objects, schemas: backedUpSchemas, version, path });
  const total = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const told = { path, bytes: manifest.archive_bytes, rows: total, objects: manifest.objects.count };
  printLine(
    flags.json === true
      ? JSON.stringify({ ...told, created_at: manifest.created_at })
      : `${path}: ${total} rows of ${manifest.tables.length} tables, ${told.objects} objects, ${megabytes(told.bytes)} MB.`,
  );
  printNote(
    "Encrypted settings stay encrypted in it: keep a copy of the key file (MILLRACE_KEY_FILE) apart from it.",
  );
}

function pathOf(to: string): string {
  const place = resolve(to);
  const isFolder = existsSync(place) ? statSync(place).isDirectory() : !place.endsWith(".tar");
  const path = isFolder ? join(place, backupNameOf(new Date())) : place;
  if (!existsSync(path)) return path;
  throw new UserFacingError("backup_exists", `There is a file ${path} already; choose another with --to.`);
}

function existing(dataFolder: string): string {
  if (existsSync(dataFolder)) return dataFolder;
  throw nothingThere(dataFolder);
}

function nothingThere(dataFolder: string): UserFacingError {
  return new UserFacingError(
    "nothing_to_back_up",
    `There is no house in ${dataFolder} to back up; set MILLRACE_DATA or DATABASE_URL to one.`,
  );
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
