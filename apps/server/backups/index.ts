/** What the command line needs of backups, without the server around them. */
export { backedUpSchemas } from "./schemas.ts";
export { backupFolderOf } from "./folder.ts";
export { restoreHouse } from "./restore-house.ts";
