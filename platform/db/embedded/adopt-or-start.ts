import { realpath } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf, UserFacingError } from "@millrace/platform/errors";
import { Client } from "pg";
import { isServerAway } from "../connection-faults.ts";
import type { Cluster } from "./cluster.ts";
import { connectionUrl } from "./connection-url.ts";
import { startPostmaster, stopPostmaster } from "./postmaster.ts";
import { findPostmaster, lastSocketFolder, removeRecycledFile } from "./postmaster-file.ts";
import { isRunning, processesIn } from "./process-info.ts";

/** The product's database in the cluster. */
export const databaseName = "millrace";
/** Backends of a killed postmaster leave by themselves at their next wait; after the grace they are ended. */
const orphanGraceMs = 3_000;
const orphanPatienceMs = 60_000;
/** A live postmaster that cannot be reached this long has lost its socket (a cleaned or moved folder). */
const unreachablePatienceMs = 10_000;
/** SQLSTATE 57P03 cannot connect now, 53300 too many connections. */
const busyCodes = new Set(["57P03", "53300"]);

/** A server that accepts connections and has the product's database. */
export interface RunningServer {
  pid: number;
  url: string;
  isAdopted: boolean;
}

/**
 * Adopts the cluster's running server or starts it, recovery included, and makes the product's database when missing.
 * Throws `database_start_failed`, and `data_folder_locked` for a server in another container.
 */
export async function adoptOrStart(cluster: Cluster): Promise<RunningServer> {
  const deadline = Date.now() + orphanPatienceMs;
  const endOrphansAt = Date.now() + orphanGraceMs;
  for (;;) {
    const running = (await tryAdopt(cluster)) ?? (await tryStart(cluster));
    if (running !== null) return running;
    if (Date.now() > deadline) {
      throw new UserFacingError(
        "database_start_failed",
        `The embedded database in ${cluster.paths.cluster} did not start: processes of a killed server hold it, or something keeps ending it (see ${cluster.paths.log}).`,
      );
    }
    if (Date.now() > endOrphansAt) await endOrphans(cluster);
    await delay(100);
  }
}

async function tryAdopt(cluster: Cluster): Promise<RunningServer | null> {
  return (await adopt(cluster)) ? await describeRunning(cluster, true) : null;
}

async function tryStart(cluster: Cluster): Promise<RunningServer | null> {
  await refuseForeignServer(cluster.paths.cluster);
  await removeRecycledFile(cluster.paths.cluster);
  return (await startPostmaster(cluster)) === "started" ? await describeRunning(cluster, false) : null;
}

/** A server of another container on the same volume has a pid that means nothing here, but its socket answers. */
async function refuseForeignServer(clusterFolder: string): Promise<void> {
  const socketFolder = await lastSocketFolder(clusterFolder);
  if (socketFolder === null || !(await acceptsConnections(join(socketFolder, ".s.PGSQL.5432")))) return;
  throw new UserFacingError(
    "data_folder_locked",
    `The database in ${clusterFolder} is being served from another container; stop that one first, or set MILLRACE_DATA to another folder.`,
  );
}

async function acceptsConnections(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  const isAccepted = await promise;
  socket.destroy();
  return isAccepted;
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
export async function probe(url: string): Promise<"ready" | "busy" | "unreachable"> {
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

/** Null when the server went away again in the meantime. */
async function describeRunning(cluster: Cluster, isAdopted: boolean): Promise<RunningServer | null> {
  const running = await findPostmaster(cluster.paths.cluster);
  const admin = await connectionUrl(cluster.paths, "postgres");
  const url = await connectionUrl(cluster.paths, databaseName);
  if (running === null || admin === null || url === null || !(await ensureDatabase(admin))) return null;
  return { pid: running.pid, url, isAdopted };
}

/**
 * Asked on every start: a crash may have come between making the cluster and making the database.
 * False when the server went away while being asked.
 */
async function ensureDatabase(adminUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: adminUrl });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const found = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
    return true;
  } catch (error) {
    if (isServerAway(error)) return false;
    throw error;
  } finally {
    await client.end();
  }
}
