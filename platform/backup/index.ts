/** Backups: everything of one instant in one archive of open formats, and back into an empty house. */
export { writeBackup, type BackupOptions } from "./write-backup.ts";
export { restoreBackup, type RestoreSchema, type Restored } from "./restore-backup.ts";
export { readManifest } from "./archive-reader.ts";
export { verifyBackup } from "./verify-backup.ts";
export { backupNameOf, isBackupName, listBackups, pruneBackups, type StoredBackup } from "./backup-folder.ts";
export type { Manifest } from "./manifest.ts";
