import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { restoreBackup, verifyBackup, type Restored } from "@millrace/platform/backup";
import { openDatabase } from "@millrace/platform/db";
import { codeOf, UserFacingError } from "@millrace/platform/errors";
import { openObjectStore } from "@millrace/platform/objects";
import type { Logger } from "@millrace/platform/telemetry";
import { restoreSchema } from "./schemas.ts";

export interface RestoreTarget {
  /** Missing or empty; the objects go there, and the embedded database. */
  dataFolder: string;
  /** An empty database to use instead of the embedded one. */
  databaseUrl: string | null;
}

/**
 * Restores a backup into a new house. Throws `UserFacingError`: `restore_target_not_empty`, `backup_damaged`,
 * `backup_not_found`, `database_newer`, and what the database says.
 */
export async function restoreHouse(path: string, target: RestoreTarget, log: Logger): Promise<Restored> {
  const dataFolder = resolve(target.dataFolder);
  await refuseFilledFolder(dataFolder);
  // Before the folder and its database are made: a refused backup leaves nothing behind.
  const manifest = await verifyBackup(path);
  await using db = await openDatabase({ dataFolder, databaseUrl: target.databaseUrl, log });
  const objects = await openObjectStore({ folder: join(dataFolder, "objects") });
  return await restoreBackup({ pool: db.pool, objects, path, manifest, schema: restoreSchema(db, log) });
}

async function refuseFilledFolder(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  if (found.length === 0) return;
  throw new UserFacingError(
    "restore_target_not_empty",
    `The folder ${folder} is not empty: a restore needs a new one, also after a restore that was cut off; choose another with --data, or delete this one.`,
  );
}
