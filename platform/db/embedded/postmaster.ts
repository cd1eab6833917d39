import { spawn } from "node:child_process";
import { chown, open, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserFacingError } from "@millrace/platform/errors";
import { socketFolderOf } from "./cluster-folder.ts";
import type { Cluster } from "./cluster.ts";
import { choosePort, usesTcp } from "./connection-url.ts";
import { findPostmaster } from "./postmaster-file.ts";
import { runTool, toolSurroundings } from "./run-tool.ts";
import { fatalLine, lastLine, prepareLog } from "./server-log.ts";
import { renderServerSettings } from "./server-settings.ts";

/**
 * "held": backends of a killed postmaster, or a start already under way, still own the cluster; "killed": a signal
 * ended it while it was starting. Both are worth another try soon.
 */
export type StartOutcome = "started" | "held" | "killed";

/**
 * Starts the postmaster in its own session (it outlives the app, and Ctrl-C does not reach it) and resolves when it
 * accepts connections, crash recovery included. Throws `database_start_failed` with the server's own reason.
 */
export async function startPostmaster(cluster: Cluster): Promise<StartOutcome> {
  const { log, cluster: folder } = cluster.paths;
  await writeSettings(cluster);
  await prepareLog(log, cluster.user);
  const logStart = (await stat(log)).size;
  const fault = usesTcp ? await startByTool(cluster) : await startDirectly(cluster);
  if (fault === null) return "started";
  if (fault === endedBySignal) return "killed";
  const serverLog = (await readFile(log)).subarray(logStart).toString("utf8");
  if (/shared memory block .* is still in use|lock file ".*" already exists/.test(serverLog)) return "held";
  throw new UserFacingError(
    "database_start_failed",
    `The embedded database in ${folder} did not start: ${fatalLine(serverLog) ?? fault} (see ${log}).`,
  );
}

/** Null when the server accepts connections, else the tool's last word. On Windows pg_ctl also sheds administrator rights. */
async function startByTool({ paths, binaries, user }: Cluster): Promise<string | null> {
  const args = ["start", "-D", paths.cluster, "-l", paths.log, "-w", "-t", "600", "-s"];
  const result = await runTool(binaries.pgCtl, args, user);
  return result.exitCode === 0 ? null : lastLine(result.stderr);
}

const endedBySignal = "it was ended by a signal";

/** Without pg_ctl, which hands the data folder's name to a shell unquoted ($ and " would be read as syntax). */
async function startDirectly({ paths, binaries, user }: Cluster): Promise<string | null> {
  const log = await open(paths.log, "a");
  const postmaster = spawn(binaries.postgres, ["-D", paths.cluster], {
    ...toolSurroundings(user),
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
  });
  let fault: string | null = null;
  postmaster.on("error", (error) => (fault = error.message));
  postmaster.on(
    "exit",
    (exitCode, signal) => (fault = signal === null ? `it ended with exit code ${exitCode}` : endedBySignal),
  );
  postmaster.unref();
  await log.close();
  while (fault === null) {
    const running = await findPostmaster(paths.cluster);
    if (running?.pid === postmaster.pid && running?.isReady === true) return null;
    await delay(10);
  }
  return fault;
}

/** Stops the server orderly: sessions are ended, a checkpoint is written. Resolves when it is gone. */
export async function stopPostmaster({ paths, binaries, user, isDurable }: Cluster): Promise<void> {
  if ((await findPostmaster(paths.cluster)) === null) return;
  const mode = isDurable ? "fast" : "immediate";
  const result = await runTool(
    binaries.pgCtl,
    ["stop", "-D", paths.cluster, "-m", mode, "-w", "-t", "60", "-s"],
    user,
  );
  if (result.exitCode !== 0 && (await findPostmaster(paths.cluster)) !== null) {
    throw new UserFacingError(
      "database_stop_failed",
      `The embedded database in ${paths.cluster} did not stop: ${lastLine(result.stderr)}`,
    );
  }
}

async function writeSettings({ paths, user, isDurable, maxConnections }: Cluster): Promise<void> {
  const settings = renderServerSettings({
    socketFolder: usesTcp ? null : await socketFolderOf(paths.cluster, user),
    port: await choosePort(paths.cluster),
    maxConnections,
    isDurable,
  });
  const path = join(paths.cluster, "postgresql.conf");
  await writeFile(`${path}.partial`, settings, { mode: 0o600 });
  if (user !== null) await chown(`${path}.partial`, user.uid, user.gid);
  await rename(`${path}.partial`, path);
}
