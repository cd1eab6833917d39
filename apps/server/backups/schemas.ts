import { installEngineSchema, engineMigrations } from "@millrace/engine";
import type { RestoreSchema } from "@millrace/platform/backup";
import { migrate, platformMigrations, type Database } from "@millrace/platform/db";
import type { Logger } from "@millrace/platform/telemetry";
import { featureMigrations } from "../features.ts";

const sources = [platformMigrations, engineMigrations, ...featureMigrations];

/** The engine library's own schema: made by launching it, when the engine's tables are there. */
const durableSchema = "dbos";

/** Every schema of the house: its own, the engine's, one per room. */
export const backedUpSchemas: readonly string[] = [
  "millrace",
  "engine",
  durableSchema,
  ...featureMigrations.map(({ name }) => name),
];

/** How a restore makes the schema: the same migrations as a start. */
export function restoreSchema(db: Database, log: Logger): RestoreSchema {
  return {
    names: backedUpSchemas,
    migrateTo: async (migrations) => void (await migrate(db, sources, migrations)),
    migrateOn: async () => {
      await migrate(db, sources);
      await installEngineSchema(db.url, log);
    },
    lateSchemas: [durableSchema],
    ownTables: new Set([`${durableSchema}.dbos_migrations`]),
  };
}
