import { chown, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserFacingError } from "@millrace/platform/errors";
import { socketFolderOf } from "./cluster-folder.ts";
import type { Cluster } from "./cluster.ts";
import { choosePort, usesTcp } from "./connection-url.ts";
import { findPostmaster } from "./postmaster-file.ts";
import { runTool } from "./run-tool.ts";
import { fatalLine, lastLine, prepareLog } from "./server-log.ts";
import { renderServerSettings } from "./server-settings.ts";

/** "held": backends of a killed postmaster, or a start already under way, still own the cluster; try again soon. */
export type StartOutcome = "started" | "held";

/**
 * Starts the postmaster in its own session (it outlives the app, and Ctrl-C does not reach it) and resolves when it
 * accepts connections, crash recovery included. Throws `database_start_failed` with the server's own reason.
 */
export async function startPostmaster(cluster: Cluster): Promise<StartOutcome> {
  const { paths, binaries, user } = cluster;
  await writeSettings(cluster);
  await prepareLog(paths.log, user);
  const logStart = (await stat(paths.log)).size;
  const args = ["start", "-D", paths.cluster, "-l", paths.log, "-w", "-t", "600", "-s"];
  const result = await runTool(binaries.pgCtl, args, user);
  if (result.exitCode === 0) return "started";
  const serverLog = (await readFile(paths.log)).subarray(logStart).toString("utf8");
  if (/shared memory block .* is still in use|lock file ".*" already exists/.test(serverLog)) return "held";
  throw new UserFacingError(
    "database_start_failed",
    `The embedded database in ${paths.cluster} did not start: ${fatalLine(serverLog) ?? lastLine(result.stderr)} (see ${paths.log}).`,
  );
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
