import { randomBytes } from "node:crypto";
import { chown, chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserFacingError } from "@millrace/platform/errors";
import type { Binaries } from "./binaries.ts";
import type { ClusterPaths } from "./cluster-folder.ts";
import { socketFolderOf } from "./cluster-folder.ts";
import { findPostmaster } from "./postmaster-file.ts";
import { runTool } from "./run-tool.ts";
import { renderServerSettings } from "./server-settings.ts";
import type { ServiceUser } from "./service-user.ts";

/** Everything needed to make, start and stop one cluster. */
export interface Cluster {
  paths: ClusterPaths;
  binaries: Binaries;
  user: ServiceUser | null;
  /** false only for tests. */
  isDurable: boolean;
  maxConnections: number;
}

const usesTcp = process.platform === "win32";

/** How long orphaned backends of a killed postmaster may keep its shared memory before a start gives up. */
const orphanPatienceMs = 60_000;

/** Makes the cluster unless it exists. Throws `database_version_mismatch` when another major version made it. */
export async function ensureCluster(cluster: Cluster): Promise<void> {
  const made = await readFile(join(cluster.paths.cluster, "PG_VERSION"), "utf8").catch(() => null);
  if (made === null) return await initialise(cluster);
  const major = Number.parseInt(made, 10);
  if (major === cluster.binaries.majorVersion) return;
  throw new UserFacingError(
    "database_version_mismatch",
    `The database in ${cluster.paths.cluster} was made by Postgres ${major} and this release brings Postgres ${cluster.binaries.majorVersion}; start the earlier release, back up, and restore the backup into an empty data folder.`,
  );
}

/** Made under another name and renamed when complete, so a crash in the middle leaves no half cluster behind. */
async function initialise({ paths, binaries, user, isDurable }: Cluster): Promise<void> {
  const unfinished = join(paths.home, "postgres.unfinished");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (user !== null) await chown(unfinished, user.uid, user.gid);
  const access = usesTcp ? ["--auth=scram-sha-256", `--pwfile=${await passwordFile(paths)}`] : ["--auth=trust"];
  const sync = isDurable ? [] : ["--no-sync"];
  const args = ["-D", unfinished, "-U", "millrace", "--locale=C", "--encoding=UTF8", "--no-instructions", ...access, ...sync];
  const result = await runTool(binaries.initdb, args, user);
  if (result.exitCode !== 0) {
    throw new UserFacingError("database_init_failed", `The database in ${paths.cluster} could not be made: ${lastLine(result.stderr)}`);
  }
  await rename(unfinished, paths.cluster);
}

/**
 * Starts the postmaster in its own session (it outlives the app) and resolves when it accepts connections.
 * Throws `database_start_failed` with the server's own reason.
 */
export async function startPostmaster(cluster: Cluster): Promise<void> {
  const { paths, binaries, user } = cluster;
  await writeSettings(cluster);
  await prepareLog(paths.log, user);
  const deadline = Date.now() + orphanPatienceMs;
  for (;;) {
    const logStart = (await stat(paths.log)).size;
    const args = ["start", "-D", paths.cluster, "-l", paths.log, "-w", "-t", "600", "-s"];
    const result = await runTool(binaries.pgCtl, args, user);
    if (result.exitCode === 0) return;
    const reason = (await readFile(paths.log, "utf8")).slice(logStart);
    if (!isHeldByOrphans(reason) || Date.now() > deadline) {
      throw new UserFacingError(
        "database_start_failed",
        `The embedded database in ${paths.cluster} did not start: ${fatalLine(reason) ?? lastLine(result.stderr)} (see ${paths.log}).`,
      );
    }
    await delay(100);
  }
}

/** Stops the server orderly: sessions are ended, a checkpoint is written. Resolves when it is gone. */
export async function stopPostmaster({ paths, binaries, user, isDurable }: Cluster): Promise<void> {
  if ((await findPostmaster(paths.cluster)) === null) return;
  const mode = isDurable ? "fast" : "immediate";
  const result = await runTool(binaries.pgCtl, ["stop", "-D", paths.cluster, "-m", mode, "-w", "-t", "60", "-s"], user);
  if (result.exitCode !== 0 && (await findPostmaster(paths.cluster)) !== null) {
    throw new UserFacingError("database_stop_failed", `The embedded database in ${paths.cluster} did not stop: ${lastLine(result.stderr)}`);
  }
}

/** Where clients reach the running server of this cluster. */
export async function connectionUrl(paths: ClusterPaths, database: string): Promise<string | null> {
  const running = await findPostmaster(paths.cluster);
  if (running === null) return null;
  if (running.socketFolder === null) {
    const password = (await readFile(await passwordFile(paths), "utf8")).trim();
    return `postgresql://millrace:${password}@127.0.0.1:${running.port}/${database}`;
  }
  return `postgresql://millrace@localhost:${running.port}/${database}?host=${encodeURIComponent(running.socketFolder)}`;
}

/** Copies a log above `maxBytes` to `<log>.1` and empties it; the server appends, so it goes on at the start. */
export async function boundLog(log: string, maxBytes: number): Promise<void> {
  const { size } = await stat(log);
  if (size <= maxBytes) return;
  const file = await open(log, "r+");
  try {
    await writeFile(`${log}.1`, await file.readFile());
    await file.truncate(0);
  } finally {
    await file.close();
  }
}

async function writeSettings({ paths, user, isDurable, maxConnections }: Cluster): Promise<void> {
  const settings = renderServerSettings({
    socketFolder: usesTcp ? null : await socketFolderOf(paths.cluster, user),
    port: usesTcp ? await freePort() : 5432,
    maxConnections,
    isDurable,
  });
  const path = join(paths.cluster, "postgresql.conf");
  await writeFile(`${path}.partial`, settings, { mode: 0o600 });
  if (user !== null) await chown(`${path}.partial`, user.uid, user.gid);
  await rename(`${path}.partial`, path);
}

async function prepareLog(log: string, user: ServiceUser | null): Promise<void> {
  await (await open(log, "a", 0o600)).close();
  if (user !== null) await chown(log, user.uid, user.gid);
  await boundLog(log, 1_000_000);
}

/** Generated once; loopback TCP is open to every user of the machine, so trust would not do. */
async function passwordFile(paths: ClusterPaths): Promise<string> {
  const path = join(paths.home, "postgres.password");
  const exists = (await stat(path).catch(() => null)) !== null;
  if (!exists) await writeFile(path, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  await chmod(path, 0o600);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("no loopback port could be taken");
  return address.port;
}

function isHeldByOrphans(serverLog: string): boolean {
  return /shared memory block .* is still in use|lock file ".*" already exists/.test(serverLog);
}

function fatalLine(serverLog: string): string | undefined {
  return serverLog.split("\n").findLast((line) => /FATAL|PANIC/.test(line))?.replace(/^.*?(FATAL|PANIC): */, "");
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
