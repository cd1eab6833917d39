import { identityMigrations } from "@millrace/identity/feature";
import {
  connectDatabase,
  migrate,
  openDatabase,
  platformMigrations,
  type Database,
} from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import type { HouseConfig } from "../load-house-config.ts";

/** The database itself, beside a running server or alone: for commands that must work when nobody can sign in. */
export async function openHouseDatabase(config: HouseConfig): Promise<Database> {
  const log = createLogger({ level: config.logLevel === "info" ? "warn" : config.logLevel });
  const options = { dataFolder: config.dataFolder, databaseUrl: config.databaseUrl, log };
  const db = (await connectDatabase(options)) ?? (await openDatabase(options));
  try {
    await migrate(db, [platformMigrations, identityMigrations]);
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}
