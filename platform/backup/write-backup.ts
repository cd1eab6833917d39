import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { constants, createZstdCompress, zstdCompress } from "node:zlib";
import { to as copyTo } from "pg-copy-streams";
import type { Pool, PoolClient } from "pg";
import { UserFacingError } from "../errors/index.ts";
import type { ObjectStore } from "../objects/index.ts";
import { ArchiveWriter } from "./archive-writer.ts";
import { objectName, partName, type Manifest, type TablePart } from "./manifest.ts";
import { collectObjectNames } from "./object-names.ts";
import { quoted, quotedName, readSequences, readTables, type TableShape } from "./read-tables.ts";

export interface BackupOptions {
  pool: Pool;
  objects: ObjectStore;
  /** Everything in them is taken. */
  schemas: readonly string[];
  /** Release that makes it. */
  version: string;
  /** Of the finished archive; nothing of this name may be there. */
  path: string;
  signal?: AbortSignal;
  /** Told after each part. */
  onProgress?: (done: { tables: number; rows: number; objects: number }) => Promise<void> | void;
}

const compression = {
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
};
const compress = promisify(zstdCompress);

/**
 * Writes everything the house knows, as of one instant, while it goes on working: the tables from one snapshot, then the
 * objects they mention, which were durable before any row was.
 */
export async function writeBackup(options: BackupOptions): Promise<Manifest> {
  const { pool, schemas, version, path } = options;
  const client = await pool.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    const { rows } = await client.query<{ now: Date }>("select now()");
    const at = rows[0]?.now ?? new Date(0);
    const migrations = await readMigrations(client);
    const shapes = await readTables(client, schemas);
    await client.query("set local timezone = 'UTC'");
    await using archive = await ArchiveWriter.open(path, at.getTime());
    const mentioned = new Set<string>();
    const tables: TablePart[] = [];
    for (const shape of shapes) {
      options.signal?.throwIfAborted();
      tables.push(await appendTable(client, archive, shape, mentioned));
      await options.onProgress?.({ tables: tables.length, rows: rowsOf(tables), objects: 0 });
    }
    const sequences = await readSequences(client, schemas);
    // The objects are read from the store: a snapshot held meanwhile would keep the database from clearing up.
    await client.query("commit");
    const objects = await appendObjects(archive, mentioned, options, tables);
    return await archive.finish({
      format: "millrace-backup-1",
      version,
      created_at: at.toISOString(),
      migrations,
      tables,
      sequences,
      objects,
      notes: ["Encrypted settings stay encrypted: their key file is not in this archive."],
    });
  } catch (error) {
    throw diskFault(error, path);
  } finally {
    // Ends the snapshot whatever happened in it.
    client.release(true);
  }
}

const rowsOf = (tables: readonly TablePart[]): number => tables.reduce((sum, { rows }) => sum + rows, 0);

async function readMigrations(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select source || '/' || name as name from millrace.migrations order by applied_at, source, name",
  );
  return rows.map(({ name }) => name);
}

async function appendTable(
  client: PoolClient,
  archive: ArchiveWriter,
  shape: TableShape,
  mentioned: Set<string>,
): Promise<TablePart> {
  const columns = shape.columns.map(quoted).join(", ");
  const source = client.query(
    copyTo(`copy (select ${columns} from ${quotedName(shape)}) to stdout (format csv, header)`),
  );
  let written = { bytes: 0, sha256: "" };
  await pipeline(
    source,
    collectObjectNames(mentioned),
    createZstdCompress(compression),
    async (compressed: AsyncIterable<Buffer>) => {
      written = await archive.append(partName(shape), compressed);
    },
  );
  return { ...shape, rows: source.rowCount, ...written };
}

/** How many objects are read and compressed at once: their bytes are in memory. */
const objectsAtOnce = 8;

async function appendObjects(
  archive: ArchiveWriter,
  mentioned: ReadonlySet<string>,
  { objects, signal, onProgress }: BackupOptions,
  tables: readonly TablePart[],
): Promise<Manifest["objects"]> {
  const total = { count: 0, bytes: 0 };
  const names = [...mentioned].sort();
  for (let from = 0; from < names.length; from += objectsAtOnce) {
    signal?.throwIfAborted();
    const batch = names.slice(from, from + objectsAtOnce);
    const found = await Promise.all(
      batch.map(async (hash) => ({ hash, bytes: await readCompressed(objects, hash) })),
    );
    for (const { hash, bytes } of found) {
      if (bytes === null) continue;
      await archive.append(objectName(hash), once(bytes));
      total.count += 1;
      total.bytes += bytes.length;
    }
    await onProgress?.({ tables: tables.length, rows: rowsOf(tables), objects: total.count });
  }
  return total;
}

async function readCompressed(objects: ObjectStore, hash: string): Promise<Buffer | null> {
  const plain = await objects.get(hash);
  return plain === null ? null : await compress(plain, compression);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield bytes;
}

const diskCodes = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "ENOENT", "ENOTDIR"]);

function diskFault(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!diskCodes.has(code)) return error;
  return new UserFacingError(
    "backup_not_writable",
    `The backup ${path} can't be written (${code}); choose a folder with room that this user may write to: --to <folder>.`,
    { cause: error },
  );
}
