import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { UserFacingError } from "@millrace/platform/errors";
import type { PoolClient } from "pg";
import type { Database } from "./database.ts";

/** One package's forward-only SQL files, `0001_name.sql`, `0002_…`, applied in the order of their names. */
export interface MigrationSource {
  /** Stable name of the package ("posts"). */
  name: string;
  /** Folder of the files, ending in a slash: `new URL("./migrations/", import.meta.url)`. */
  folder: URL;
}

export interface AppliedMigration {
  source: string;
  name: string;
  /** Marked by a `-- breaking` line: code older than it cannot run on the database any more. */
  isBreaking: boolean;
}

/** Platform's own tables; every program lists it first. */
export const platformMigrations: MigrationSource = {
  name: "platform",
  folder: new URL("./migrations/", import.meta.url),
};

/** Any constant will do; it only has to be the same in every process. */
const migrationLock = 7_255_220_145;

/**
 * Brings the database up to the code: applies what is missing, each file in its own transaction, one process at a time.
 * Sources are applied in the given order. Returns what this call applied.
 * Throws `migration_changed` (an applied file was edited) and `database_newer` (the database knows a later file).
 * `only`: just these ("source/name"), for a schema as an earlier release left it.
 */
export async function migrate(
  database: Pick<Database, "pool">,
  sources: readonly MigrationSource[],
  only?: ReadonlySet<string>,
): Promise<AppliedMigration[]> {
  const all = (await Promise.all(sources.map(readSource))).flat();
  const files = only === undefined ? all : onlyThese(all, only);
  const listed = new Set(sources.map((source) => source.name));
  const client = await database.pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    return await applyMissing(client, files, listed);
  } finally {
    // Ending the session releases the lock even when the connection is the thing that failed.
    client.release(true);
  }
}

/** Throws `database_newer` for one that is not among the files. */
function onlyThese(files: readonly MigrationFile[], only: ReadonlySet<string>): MigrationFile[] {
  const chosen = files.filter(({ source, name }) => only.has(`${source}/${name}`));
  const known = new Set(chosen.map(({ source, name }) => `${source}/${name}`));
  const unknown = [...only].find((name) => !known.has(name));
  if (unknown === undefined) return chosen;
  throw new UserFacingError(
    "database_newer",
    `It was made by a newer release (the migration ${unknown} is unknown here); use that release, or one after it.`,
  );
}

interface MigrationFile extends AppliedMigration {
  checksum: string;
  sql: string;
}

async function readSource(source: MigrationSource): Promise<MigrationFile[]> {
  const names = (await readdir(source.folder)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  return await Promise.all(names.map((name) => readMigration(source, name)));
}

async function readMigration(source: MigrationSource, fileName: string): Promise<MigrationFile> {
  const text = await readFile(new URL(encodeURIComponent(fileName), source.folder), "utf8");
  // Git may write CRLF on Windows; that is not a change.
  const sql = text.replaceAll("\r\n", "\n");
  return {
    source: source.name,
    name: fileName.replace(/\.sql$/, ""),
    isBreaking: /^-- breaking\b/m.test(sql),
    checksum: createHash("sha256").update(sql).digest("hex"),
    sql,
  };
}

async function applyMissing(
  client: PoolClient,
  files: readonly MigrationFile[],
  listed: ReadonlySet<string>,
): Promise<AppliedMigration[]> {
  await client.query(`
    create schema if not exists millrace;
    create table if not exists millrace.migrations (
      source text not null,
      name text not null,
      checksum text not null,
      is_breaking boolean not null default false,
      applied_at timestamptz not null default now(),
      primary key (source, name)
    )`);
  const { rows } = await client.query<{ source: string; name: string; checksum: string }>(
    "select source, name, checksum from millrace.migrations order by source, name",
  );
  const applied = new Map(rows.map((row) => [`${row.source}/${row.name}`, row.checksum]));
  refuseNewer(rows, files, listed);
  refuseChanged(applied, files);
  const missing = files.filter((file) => !applied.has(`${file.source}/${file.name}`));
  for (const file of missing) await applyOne(client, file);
  return missing.map(({ source, name, isBreaking }) => ({ source, name, isBreaking }));
}

/** A source this program does not list is another program's business; a later file of a listed one is a newer release. */
function refuseNewer(
  rows: readonly { source: string; name: string }[],
  files: readonly MigrationFile[],
  listed: ReadonlySet<string>,
): void {
  const known = new Set(files.map((file) => `${file.source}/${file.name}`));
  const unknown = rows.find((row) => listed.has(row.source) && !known.has(`${row.source}/${row.name}`));
  if (unknown === undefined) return;
  throw new UserFacingError(
    "database_newer",
    `The database was migrated by a newer release (${unknown.source}/${unknown.name} is unknown here); start that release, or restore a backup made before it.`,
  );
}

function refuseChanged(applied: ReadonlyMap<string, string>, files: readonly MigrationFile[]): void {
  for (const file of files) {
    const checksum = applied.get(`${file.source}/${file.name}`);
    if (checksum === undefined || checksum === file.checksum) continue;
    throw new UserFacingError(
      "migration_changed",
      `The migration ${file.source}/${file.name} was edited after it had been applied; restore the file and put the change into a new one.`,
    );
  }
}

async function applyOne(client: PoolClient, file: MigrationFile): Promise<void> {
  await client.query("begin");
  try {
    await client.query(file.sql);
    await client.query(
      "insert into millrace.migrations (source, name, checksum, is_breaking) values ($1, $2, $3, $4)",
      [file.source, file.name, file.checksum, file.isBreaking],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`The migration ${file.source}/${file.name} failed; nothing of it was kept.`, {
      cause: error,
    });
  }
}
