import { realpath } from "node:fs/promises";
import type { Logger } from "@millrace/platform/telemetry";
import type { PoolConfig } from "pg";
import type { Database } from "./database.ts";
import { prepareDataFolder } from "./embedded/cluster-folder.ts";
import { findEmbeddedServer, startEmbeddedServer } from "./embedded/embedded-server.ts";
import { lockDataFolder } from "./embedded/folder-lock.ts";
import { checkDatabaseUrl } from "./external-database.ts";
import { RestartTolerantPool } from "./restart-tolerant-pool.ts";
import { nullWhenMissing } from "@millrace/platform/errors";

export interface OpenDatabaseOptions {
  /** Where the embedded database lives; made when missing. */
  dataFolder: string;
  /** Any Postgres 15 or later; null or absent uses the embedded one. */
  databaseUrl?: string | null;
  log: Logger;
  /** Connections of this process's pool; default 20. */
  maxConnections?: number;
}

/**
 * Opens the database as its owner. Embedded: locks the data folder, makes the cluster on first use, adopts or starts
 * the server and keeps it alive; disposing stops it and releases the lock.
 * Throws `UserFacingError`: `data_folder_locked`, `data_folder_not_writable`, `database_…`.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  if (hasUrl(options.databaseUrl)) return await openExternal(options.databaseUrl, options);
  const dataFolder = await prepareDataFolder(options.dataFolder);
  const lock = await lockDataFolder(dataFolder);
  try {
    const server = await startEmbeddedServer({ dataFolder, log: options.log });
    return openDatabaseUrl(server.url, {
      ...options,
      isEmbedded: true,
      isOwner: true,
      close: async () => {
        await server.stop();
        await lock.release();
      },
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Opens the database beside a running owner (CLI commands): takes no lock, starts nothing, stops nothing.
 * Null when no embedded server is running; an external database is opened as usual.
 */
export async function connectDatabase(options: OpenDatabaseOptions): Promise<Database | null> {
  if (hasUrl(options.databaseUrl)) return await openExternal(options.databaseUrl, options);
  const dataFolder = await realpath(options.dataFolder).catch(nullWhenMissing);
  const url = dataFolder === null ? null : await findEmbeddedServer(dataFolder);
  return url === null ? null : openDatabaseUrl(url, { ...options, isEmbedded: true });
}

function hasUrl(databaseUrl: string | null | undefined): databaseUrl is string {
  return databaseUrl !== null && databaseUrl !== undefined && databaseUrl !== "";
}

async function openExternal(databaseUrl: string, options: OpenDatabaseOptions): Promise<Database> {
  await checkDatabaseUrl(databaseUrl);
  return openDatabaseUrl(databaseUrl, options);
}

/** How to wrap a connection string that is known to lead to a Postgres. */
export interface OpenUrlOptions extends Pick<OpenDatabaseOptions, "log" | "maxConnections"> {
  /** default false */
  isEmbedded?: boolean;
  /** default false */
  isOwner?: boolean;
  /** The server ends a transaction whose client says nothing for this long, ms; default: the server's own setting. */
  idleInTransactionMs?: number;
  /** How long disposal waits for connections somebody still holds; default 5 000 ms. */
  endPatienceMs?: number;
  /** Runs once on disposal, after the pool has ended. */
  close?: () => Promise<void>;
}

/** A `Database` for a connection string, without checking it and without any ownership of the server. */
export function openDatabaseUrl(url: string, options: OpenUrlOptions): Database {
  const pool = new RestartTolerantPool(poolSettings(url, options), options.log);
  let closing: Promise<void> | null = null;
  return {
    url,
    pool,
    isEmbedded: options.isEmbedded ?? false,
    isOwner: options.isOwner ?? false,
    async [Symbol.asyncDispose]() {
      closing ??= endPool(pool, options.endPatienceMs ?? 5_000).then(() => options.close?.());
      await closing;
    },
  };
}

function poolSettings(url: string, options: OpenUrlOptions): PoolConfig {
  const { maxConnections = 20, idleInTransactionMs } = options;
  return {
    connectionString: url,
    max: maxConnections,
    ...(idleInTransactionMs === undefined
      ? {}
      : { idle_in_transaction_session_timeout: idleInTransactionMs }),
    // A checkout that waits this long means leaked connections or a dead host: an error beats a hang.
    connectionTimeoutMillis: 30_000,
    idleTimeoutMillis: 30_000,
    application_name: "millrace",
  };
}

/** A connection somebody forgot to release must not keep the process from stopping. */
async function endPool(pool: RestartTolerantPool, patienceMs: number): Promise<void> {
  const { promise: patience, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, patienceMs);
  await Promise.race([pool.end(), patience]);
  clearTimeout(timer);
}
