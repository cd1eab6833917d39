import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { adoptOrStart, databaseName, probe, type RunningServer } from "./adopt-or-start.ts";
import { locateBinaries } from "./binaries.ts";
import { clusterPaths, openClusterFolder } from "./cluster-folder.ts";
import { ensureCluster, type Cluster } from "./cluster.ts";
import { connectionUrl } from "./connection-url.ts";
import { stopPostmaster } from "./postmaster.ts";
import { isRunning } from "./process-info.ts";
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
  options.log.debug(
    { pid: started.pid, cluster: cluster.paths.cluster, adopted: started.isAdopted },
    "embedded database ready",
  );
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

function supervise(cluster: Cluster, first: RunningServer, log: Logger): EmbeddedServer {
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
    boundLog(cluster.paths.log, maxLogBytes).catch((error: unknown) =>
      log.warn({ reason: messageOf(error) }, "database log not bounded"),
    );
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
