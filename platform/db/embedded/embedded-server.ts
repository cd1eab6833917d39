import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf, UserFacingError } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { Client } from "pg";
import { codeOf, isServerAway } from "../connection-faults.ts";
import { locateBinaries } from "./binaries.ts";
import { clusterPaths, openClusterFolder } from "./cluster-folder.ts";
import { ensureCluster, type Cluster } from "./cluster.ts";
import { connectionUrl } from "./connection-url.ts";
import { startPostmaster, stopPostmaster } from "./postmaster.ts";
import { findPostmaster, removeRecycledFile } from "./postmaster-file.ts";
import { isRunning, processesIn } from "./process-info.ts";
import { boundLog } from "./server-log.ts";
import { chooseServiceUser } from "./service-user.ts";

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
/** Backends of a killed postmaster leave by themselves at their next wait; after the grace they are ended. */
const orphanGraceMs = 3_000;
const orphanPatienceMs = 60_000;
/** A live postmaster that cannot be reached this long has lost its socket (a cleaned or moved folder). */
const unreachablePatienceMs = 10_000;
/** SQLSTATE 57P03 cannot connect now, 53300 too many connections. */
const busyCodes = new Set(["57P03", "53300"]);

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
  const paths = await clusterPaths(dataFolder);
  const admin = await connectionUrl(paths, "postgres");
  if (admin === null || (await probe(admin)) !== "ready") return null;
  return await connectionUrl(paths, databaseName);
}

async function describeCluster(options: EmbeddedServerOptions): Promise<Cluster> {
  const user = await chooseServiceUser(options.dataFolder, join(options.dataFolder, "postgres"));
  const paths = await openClusterFolder(options.dataFolder, user);
  return {
    paths,
    user,
    binaries: await locateBinaries(user, paths.home),
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
  const deadline = Date.now() + orphanPatienceMs;
  const endOrphansAt = Date.now() + orphanGraceMs;
  for (;;) {
    if (await adopt(cluster)) return await describeRunning(cluster, true);
    await removeRecycledFile(cluster.paths.cluster);
    if ((await startPostmaster(cluster)) === "started") return await describeRunning(cluster, false);
    if (Date.now() > deadline) {
      throw new UserFacingError("database_start_failed", `The embedded database in ${cluster.paths.cluster} did not start: processes of a killed server still hold it (see ${cluster.paths.log}).`);
    }
    if (Date.now() > endOrphansAt) await endOrphans(cluster);
    await delay(100);
  }
}

/** A backend deep in a computation notices neither the end of its postmaster nor that of its client: end it (SIGQUIT). */
async function endOrphans(cluster: Cluster): Promise<void> {
  if ((await findPostmaster(cluster.paths.cluster)) !== null) return;
  for (const pid of processesIn(await realpath(cluster.paths.cluster))) {
    if (isRunning(pid)) process.kill(pid, "SIGQUIT");
  }
}

/** Waits until a running postmaster answers; false when there is none, or it was unreachable (its socket is gone) and got stopped. */
async function adopt(cluster: Cluster): Promise<boolean> {
  let unreachableSince: number | null = null;
  for (;;) {
    const url = await connectionUrl(cluster.paths, "postgres");
    if (url === null) return false;
    const state = await probe(url);
    if (state === "ready") return true;
    if (state === "busy") unreachableSince = null;
    else unreachableSince ??= Date.now();
    if (unreachableSince !== null && Date.now() - unreachableSince > unreachablePatienceMs) break;
    await delay(50);
  }
  await stopPostmaster(cluster);
  return false;
}

/** "busy": it answers, but recovers, stops, or has no free session yet. */
async function probe(url: string): Promise<"ready" | "busy" | "unreachable"> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return "ready";
  } catch (error) {
    if (busyCodes.has(codeOf(error) ?? "")) return "busy";
    if (isServerAway(error)) return "unreachable";
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
