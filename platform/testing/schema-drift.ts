import { readdir, readFile } from "node:fs/promises";
import * as drizzleKit from "drizzle-kit/api";
import type { Database } from "@millrace/platform/db";
import { createTestDatabase } from "./test-database.ts";

/** Tables as drizzle-kit writes them down. Its own type for it leans on a package it does not bring. */
interface Snapshot {
  readonly tables: Readonly<Record<string, unknown>>;
}

const { generateDrizzleJson, generateMigration } = drizzleKit as unknown as {
  generateDrizzleJson: (declared: Readonly<Record<string, unknown>>) => Snapshot;
  generateMigration: (from: Snapshot, to: Snapshot) => Promise<string[]>;
};

/** A room's tables as schema.ts declares them and as its migrations make them: one schema test for every room. */
export interface SchemaDrift {
  /** What drizzle-kit would still write into a migration; empty when the last one was written for these tables. */
  missingStatements(): Promise<string[]>;
  /** Columns, constraints and indexes of a database, first by its migrations, then by the declaration. */
  catalogs(): Promise<{ migrated: string[]; declared: string[] }>;
}

/** `name`: the schema in Postgres; `tables`: what schema.ts exports; `migrations`: the room's folder of them. */
export function schemaDrift(name: string, tables: Record<string, unknown>, migrations: URL): SchemaDrift {
  const declaration = generateDrizzleJson({ ...tables });
  return {
    missingStatements: async () => generateMigration(await lastSnapshot(migrations), declaration),
    catalogs: async () => {
      await using database = await createTestDatabase();
      const migrated = await catalogOf(database, name);
      await database.pool.query(`drop schema ${name} cascade`);
      for (const statement of await generateMigration(generateDrizzleJson({}), declaration))
        await database.pool.query(statement);
      return { migrated, declared: await catalogOf(database, name) };
    },
  };
}

async function lastSnapshot(migrations: URL): Promise<Snapshot> {
  const names = (await readdir(new URL("meta/", migrations)))
    .filter((file) => file.endsWith("_snapshot.json"))
    .sort();
  return JSON.parse(await readFile(new URL(`meta/${names.at(-1)}`, migrations), "utf8")) as Snapshot;
}

/** As Postgres itself says them. Columns are told by name: those a migration added stand last in their table. */
async function catalogOf({ pool }: Database, schema: string): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select concat_ws(' ', table_name, column_name, udt_name, is_nullable, column_default, generation_expression) as line
     from information_schema.columns where table_schema = $1
     union all
     select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
     where connamespace = $1::regnamespace
     union all
     select indexdef from pg_indexes where schemaname = $1
     order by line`,
    [schema],
  );
  return rows.map((row) => row.line);
}
