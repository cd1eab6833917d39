export type { Database } from "./database.ts";
export {
  connectDatabase,
  openDatabase,
  openDatabaseUrl,
  type OpenDatabaseOptions,
  type OpenUrlOptions,
} from "./open-database.ts";
export { migrate, platformMigrations, type AppliedMigration, type MigrationSource } from "./migrate.ts";
export { invalidCursor, pageCursor, type PageCursor } from "./page-cursor.ts";
export { inTransaction } from "./in-transaction.ts";
export { storable, storableJson, storableText } from "./storable-json.ts";
export { isServerAway } from "./connection-faults.ts";
export { prepareDataFolder } from "./embedded/cluster-folder.ts";
export { maskPassword } from "./external-database.ts";
export {
  startEmbeddedServer,
  type EmbeddedServer,
  type EmbeddedServerOptions,
} from "./embedded/embedded-server.ts";
