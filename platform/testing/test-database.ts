import { randomBytes } from "node:crypto";
import { openDatabaseUrl, type Database } from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import pg from "pg";
import { templateName, testServerVariable, urlOfDatabase } from "./test-server.ts";

/** A database of its own with every migration applied; `await using` drops it. */
export type TestDatabase = Database;

/** Postgres copies a template only while nobody else is copying or using it. */
const cloneLock = 7_255_220_146;

/**
 * Clones the migrated template of the test run's server: real Postgres, empty tables, nobody else in it.
 *
 *     await using database = await createTestDatabase();
 */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(templateName);
}

/** A database with nothing in it, for what makes its own schema; `await using` drops it. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase("template0");
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const adminUrl = process.env[testServerVariable];
  if (adminUrl === undefined)
    throw new Error(
      `${testServerVariable} is not set: run tests through vitest, whose global setup starts the server`,
    );
  const name = `test_${randomBytes(8).toString("hex")}`;
  await administer(adminUrl, async (admin) => {
    await admin.query("select pg_advisory_lock($1)", [cloneLock]);
    await admin.query(`create database ${name} template ${template}`);
  });
  const close = () =>
    administer(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
  const log = createLogger({ level: "silent" });
  return openDatabaseUrl(urlOfDatabase(adminUrl, name), {
    log,
    maxConnections: 10,
    endPatienceMs: 500,
    close,
  });
}

async function administer(adminUrl: string, run: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await run(admin);
  } finally {
    await admin.end();
  }
}
