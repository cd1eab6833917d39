import { setTimeout as delay } from "node:timers/promises";
import { messageOf, UserFacingError } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { Client } from "pg";
import { isServerAway } from "../connection-faults.ts";
import { installedVersion, locateBinaries } from "./binaries.ts";
import { resolveCluster } from "./cluster-folder.ts";
import { boundLog, connectionUrl, ensureCluster, startPostmaster, stopPostmaster, type Cluster } from "./postmaster.ts";
import { findPostmaster } from "./postmaster-file.ts";
import { isRunning } from "./process-info.ts";
import { chooseServiceUser } from "./service-user.ts";
import { join } from "node:path";

export interface EmbeddedServerOptions {
  /** Existing, writable, locked by the caller. */
  dataFolder: string;
  log: Logger;
  /** Server-side limit of sessions; default 60. */
  maxConnections?: number;
  /** false only for tests: no fsync. */
  isDurable?: boolean;
}

const databaseName = "millrace";
const watchEveryMs = 200;
const boundLogEveryMs = 60_000;
const maxLogBytes = 8_000_000;

/** The embedded Postgres of one data folder, kept running until `stop()`. */
export interface EmbeddedServer {
  /** Connection string of the database "millrace". */
  readonly url: string;
  /** Process id of the postmaster now serving. */
  readonly pid: number;
  /** Ends supervision and stops the server orderly. */
  stop(): Promise<void>;
}

/**
 * Makes the cluster when missing, adopts a server left running by a killed app, or starts one (which recovers by
 * itself after a crash), and restarts it whenever it dies. Throws `UserFacingError` (`database_…` codes).
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const cluster = await describeCluster(options);
  await ensureCluster(cluster);
  const started = await adoptOrStart(cluster);
  options.log.debug({ pid: started.pid, cluster: cluster.paths.cluster, adopted: started.isAdopted }, "embedded database ready");
  return supervise(cluster, started, options.log);
}

/** The connection string of the server already running for this data folder; null when none answers. */
export async function findEmbeddedServer(dataFolder: string): Promise<string | null> {
  const paths = await resolveCluster(dataFolder, null);
  const admin = await connectionUrl(paths, "postgres");
  if (admin === null || !(await answers(admin))) return null;
  return await connectionUrl(paths, databaseName);
}

async function describeCluster(options: EmbeddedServerOptions): Promise<Cluster> {
  const user = await chooseServiceUser(options.dataFolder, join(options.dataFolder, "postgres"));
  const paths = await resolveCluster(options.dataFolder, user);
  const copyFolder = join(paths.home, `postgres-binaries-${await installedVersion()}`);
  return {
    paths,
    user,
    binaries: await locateBinaries(user, copyFolder),
    isDurable: options.isDurable ?? true,
    maxConnections: options.maxConnections ?? 60,
  };
}

interface Started {
  pid: number;
  url: string;
  isAdopted: boolean;
}

async function adoptOrStart(cluster: Cluster): Promise<Started> {
  const running = await findPostmaster(cluster.paths.cluster);
  if (running !== null && (await adopt(cluster))) return await describeRunning(cluster, true);
  await startPostmaster(cluster);
  return await describeRunning(cluster, false);
}

/** Waits until a running postmaster answers; false when it ended or was unreachable (its socket is gone) and got stopped. */
async function adopt(cluster: Cluster): Promise<boolean> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const url = await connectionUrl(cluster.paths, "postgres");
    if (url === null) return false;
    if (await answers(url)) return true;
    await delay(50);
  }
  await stopPostmaster(cluster);
  return false;
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if (isServerAway(error)) return false;
    throw error;
  }
}

async function describeRunning(cluster: Cluster, isAdopted: boolean): Promise<Started> {
  const running = await findPostmaster(cluster.paths.cluster);
  const admin = await connectionUrl(cluster.paths, "postgres");
  const url = await connectionUrl(cluster.paths, databaseName);
  if (running === null || admin === null || url === null) {
    throw new UserFacingError("database_start_failed", `The embedded database in ${cluster.paths.cluster} ended right after its start (see ${cluster.paths.log}).`);
  }
  await ensureDatabase(admin);
  return { pid: running.pid, url, isAdopted };
}

/** Asked on every start: a crash may have come between making the cluster and making the database. */
async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

function supervise(cluster: Cluster, first: Started, log: Logger): EmbeddedServer {
  let current = first;
  let work: Promise<void> | null = null;
  const revive = async () => {
    log.warn({ pid: current.pid }, "embedded database ended unexpectedly, restarting it");
    try {
      current = await adoptOrStart(cluster);
      log.info({ pid: current.pid }, "embedded database is back");
    } catch (error) {
      // The next tick tries again; until then every query fails and readiness is false.
      log.error({ reason: messageOf(error) }, "embedded database could not be restarted");
      await delay(1_000);
    }
  };
  const watch = setInterval(() => {
    if (work !== null || isRunning(current.pid)) return;
    work = revive().finally(() => (work = null));
  }, watchEveryMs);
  const logBound = setInterval(() => {
    boundLog(cluster.paths.log, maxLogBytes).catch((error: unknown) => log.warn({ reason: messageOf(error) }, "database log not bounded"));
  }, boundLogEveryMs);
  watch.unref();
  logBound.unref();
  return {
    url: first.url,
    get pid() {
      return current.pid;
    },
    async stop() {
      clearInterval(watch);
      clearInterval(logBound);
      await work;
      await stopPostmaster(cluster);
    },
  };
}
