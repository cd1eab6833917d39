import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { from as copyFrom } from "pg-copy-streams";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "@millrace/platform/db";
import { UserFacingError } from "../errors/index.ts";
import type { ObjectStore } from "../objects/index.ts";
import { damaged, filesOf, streamOf, type ArchivedFile } from "./archive-reader.ts";
import { partName, type Manifest, type TablePart } from "./manifest.ts";
import { nameOf, quoted, quotedName, readTables } from "./read-tables.ts";
import { readObject } from "./verify-backup.ts";

export interface RestoreOptions {
  /** An empty database. */
  pool: Pool;
  /** An empty store. */
  objects: ObjectStore;
  path: string;
  /** Of that file, as `verifyBackup` found it whole. */
  manifest: Manifest;
  schema: RestoreSchema;
}

/** How the caller makes the schema: of the backup first, then of this release. */
export interface RestoreSchema {
  /** Schemas of the product; none may be in the database. */
  names: readonly string[];
  /** Applies exactly these migrations ("source/name"). Throws `database_newer` for one this release doesn't know. */
  migrateTo(migrations: ReadonlySet<string>): Promise<void>;
  /** Brings the database from there up to this release. */
  migrateOn(): Promise<void>;
  /** Schemas that only exist after `migrateOn`, and are filled then. */
  lateSchemas: readonly string[];
  /** Tables ("schema.table") in which this release wrote down how it made the schema: they are left as they are. */
  ownTables: ReadonlySet<string>;
}

export interface Restored {
  manifest: Manifest;
  rows: number;
  objects: number;
}

/**
 * Restores a verified backup into an empty database and an empty store. Throws `UserFacingError`: `backup_damaged`, `restore_target_not_empty`, `database_newer`.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { pool, path, manifest, schema, objects } = options;
  await refuseFilled(pool, schema.names);
  await schema.migrateTo(new Set(manifest.migrations));
  const isLate = (part: TablePart): boolean => schema.lateSchemas.includes(part.schema);
  const parts = manifest.tables.filter((part) => !schema.ownTables.has(nameOf(part)));
  // Objects first: a row's page is there when the row is.
  const files = await sortFiles(path);
  await restoreObjects(path, files.objects, objects);
  await load(
    options,
    files.tables,
    parts.filter((part) => !isLate(part)),
  );
  await schema.migrateOn();
  await load(options, files.tables, parts.filter(isLate));
  await setSequences(pool, manifest);
  await pool.query("analyze");
  return {
    manifest,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    objects: files.objects.length,
  };
}

/** A restore that was cut off leaves a filled database as well: there is no half way on. */
async function refuseFilled(pool: Pool, schemas: readonly string[]): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    "select nspname as name from pg_namespace where nspname = any($1) limit 1",
    [schemas],
  );
  if (rows[0] === undefined) return;
  throw new UserFacingError(
    "restore_target_not_empty",
    `The database is not empty (it has the schema ${rows[0].name}): a restore needs a new one, also after a restore that was cut off; create another database, or drop this one.`,
  );
}

interface SortedFiles {
  tables: ReadonlyMap<string, ArchivedFile>;
  objects: ArchivedFile[];
}

async function sortFiles(path: string): Promise<SortedFiles> {
  const tables = new Map<string, ArchivedFile>();
  const objects: ArchivedFile[] = [];
  for await (const file of filesOf(path)) {
    if (file.name.startsWith("objects/")) objects.push(file);
    else tables.set(file.name, file);
  }
  return { tables, objects };
}

/** Writes wait for the disk: several at once share its flushes. */
const objectsAtOnce = 16;

async function restoreObjects(
  path: string,
  files: readonly ArchivedFile[],
  store: ObjectStore,
): Promise<void> {
  for (let from = 0; from < files.length; from += objectsAtOnce) {
    const batch = files.slice(from, from + objectsAtOnce);
    await Promise.all(batch.map(async (file) => store.put(await readObject(path, file))));
  }
}

/** Fills tables in one transaction, with the triggers of the product off: what they did is in the backup already. */
async function load(
  { pool, path }: RestoreOptions,
  files: ReadonlyMap<string, ArchivedFile>,
  parts: readonly TablePart[],
): Promise<void> {
  if (parts.length === 0) return;
  await inTransaction(pool, async (client) => {
    const known = await readTables(client, [...new Set(parts.map(({ schema }) => schema))]);
    const byName = new Map(parts.map((part) => [nameOf(part), part]));
    const tables = known.filter((table) => byName.has(nameOf(table)));
    for (const table of tables) await client.query(`alter table ${quotedName(table)} disable trigger user`);
    // What migrations put into new tables is in the backup too, as it is there now.
    await client.query(`truncate ${tables.map(quotedName).join(", ")}`);
    for (const table of tables) {
      const part = byName.get(nameOf(table));
      const file = part === undefined ? undefined : files.get(partName(part));
      if (part !== undefined && file !== undefined) await loadTable(client, path, file, part);
    }
    for (const table of tables) await client.query(`alter table ${quotedName(table)} enable trigger user`);
    const unknown = parts.find((part) => !tables.some((table) => nameOf(table) === nameOf(part)));
    if (unknown !== undefined) throw damaged(path, `this release has no table ${nameOf(unknown)}`);
  });
}

async function loadTable(
  client: PoolClient,
  path: string,
  file: ArchivedFile,
  part: TablePart,
): Promise<void> {
  const columns = part.columns.map(quoted).join(", ");
  const target = client.query(
    copyFrom(`copy ${quotedName(part)} (${columns}) from stdin (format csv, header match)`),
  );
  await pipeline(streamOf(path, file), createZstdDecompress(), target);
  if (target.rowCount !== part.rows)
    throw damaged(path, `${nameOf(part)} has ${target.rowCount} rows instead of ${part.rows}`);
}

async function setSequences(pool: Pool, { sequences }: Manifest): Promise<void> {
  for (const { schema, name, last_value } of sequences)
    await pool.query(
      `select setval(format('%I.%I', $1::text, $2::text)::regclass, $3::bigint)
       where to_regclass(format('%I.%I', $1::text, $2::text)) is not null`,
      [schema, name, last_value],
    );
}
