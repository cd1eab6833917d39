import { randomUUID } from "node:crypto";
import { chown, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, UserFacingError } from "@millrace/platform/errors";
import type { Binaries } from "./binaries.ts";
import type { ClusterPaths } from "./cluster-folder.ts";
import { passwordFile, usesTcp } from "./connection-url.ts";
import { runTool } from "./run-tool.ts";
import { lastLine } from "./server-log.ts";
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

/**
 * Makes the cluster unless it exists. Throws `database_version_mismatch` when another major version made it,
 * `data_folder_not_writable` when another user did, `database_init_failed` with initdb's reason.
 */
export async function ensureCluster(cluster: Cluster): Promise<void> {
  const made = await versionOf(cluster.paths.cluster);
  if (made === null) return await initialise(cluster);
  if (made === cluster.binaries.majorVersion) return;
  throw new UserFacingError(
    "database_version_mismatch",
    `The database in ${cluster.paths.cluster} was made by Postgres ${made} and this release brings Postgres ${cluster.binaries.majorVersion}; start the earlier release, back up, and restore the backup into an empty data folder.`,
  );
}

/** Major version that made the cluster; null when there is none. */
async function versionOf(folder: string): Promise<number | null> {
  try {
    return Number.parseInt(await readFile(join(folder, "PG_VERSION"), "utf8"), 10);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw new UserFacingError(
      "data_folder_not_writable",
      `The database in ${folder} belongs to another user (${codeOf(error) ?? "unreadable"}); start Millrace as the user who made it, or set MILLRACE_DATA to another folder.`,
      { cause: error },
    );
  }
}

const unfinishedPrefix = "postgres.unfinished-";

/** Made under a name of its own and renamed when complete: a crash in the middle leaves no half cluster behind. */
async function initialise({ paths, binaries, user, isDurable }: Cluster): Promise<void> {
  await removeUnfinished(paths.home);
  const unfinished = join(paths.home, unfinishedPrefix + randomUUID());
  await mkdir(unfinished, { mode: 0o700 });
  if (user !== null) await chown(unfinished, user.uid, user.gid);
  const access = usesTcp
    ? ["--auth=scram-sha-256", `--pwfile=${await passwordFile(paths.home)}`]
    : ["--auth=trust"];
  const sync = isDurable ? [] : ["--no-sync"];
  const form = ["--locale=C", "--encoding=UTF8", "--no-instructions"];
  const result = await runTool(
    binaries.initdb,
    ["-D", unfinished, "-U", "millrace", ...form, ...access, ...sync],
    user,
  );
  if (result.exitCode !== 0) {
    throw new UserFacingError(
      "database_init_failed",
      `The database in ${paths.cluster} could not be made: ${lastLine(result.stderr)}`,
    );
  }
  await rename(unfinished, paths.cluster);
}

async function removeUnfinished(home: string): Promise<void> {
  const leftOver = (await readdir(home)).filter((name) => name.startsWith(unfinishedPrefix));
  for (const name of leftOver) await rm(join(home, name), { recursive: true, force: true, maxRetries: 5 });
}
