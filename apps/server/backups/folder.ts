import { join, resolve } from "node:path";
import type { HouseConfig } from "@millrace/platform/config";

/** Where backups are kept: MILLRACE_BACKUP_FOLDER, or beside the rest of the data. */
export function backupFolderOf(config: Pick<HouseConfig, "backupFolder" | "dataFolder">): string {
  const { backupFolder, dataFolder } = config;
  return backupFolder === null ? join(resolve(dataFolder), "backups") : resolve(backupFolder);
}
