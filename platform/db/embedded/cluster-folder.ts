import { createHash, randomUUID } from "node:crypto";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { UserFacingError, codeOf, messageOf, nullWhenMissing } from "@millrace/platform/errors";
import { runTool } from "./run-tool.ts";
import type { ServiceUser } from "./service-user.ts";

/** Creates the data folder when missing and proves that it can be written. Throws `data_folder_not_writable`. */
export async function prepareDataFolder(dataFolder: string): Promise<string> {
  const probe = join(dataFolder, `.write-probe-${randomUUID()}`);
  try {
    await makeFolder(resolve(dataFolder));
    await writeFile(probe, "");
    await rm(probe);
    return await realpath(dataFolder);
  } catch (error) {
    throw new UserFacingError(
      "data_folder_not_writable",
      `The data folder ${dataFolder} cannot be written (${messageOf(error)}); give this user write access, or set MILLRACE_DATA to another folder.`,
      { cause: error },
    );
  }
}

/**
 * One folder at a time: Node's recursive mkdir never returns where the system answers "no such file" for a folder
 * that cannot be made (/proc). Root's new folders let the service user through to the cluster inside, whatever the
 * umask, but not look around.
 */
async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(nullWhenMissing))?.isDirectory() === true) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
  });
  if (process.getuid?.() === 0) await chmod(folder, 0o711);
}

/** Where a data folder's cluster lives, and the files beside it. */
export interface ClusterPaths {
  /** The cluster itself (PGDATA). */
  cluster: string;
  log: string;
  /** Parent of the cluster, of copied binaries and of a cluster in the making. */
  home: string;
}

/** Paths of the cluster: `<data>/postgres`, or the folder that symbolic link leads to (which need not exist yet). */
export async function clusterPaths(dataFolder: string): Promise<ClusterPaths> {
  const inside = join(dataFolder, "postgres");
  const found = await lstat(inside).catch(nullWhenMissing);
  const cluster = found?.isSymbolicLink() === true ? resolve(dataFolder, await readlink(inside)) : inside;
  const home = dirname(cluster);
  return { cluster, home, log: join(home, "postgres.log") };
}

/**
 * Makes sure the service user can get to the cluster's folder. When root's data folder is closed to it (below /root,
 * say) a new cluster is kept in /var/lib/millrace and `<data>/postgres` becomes a symbolic link to it; an existing one
 * that cannot be entered is refused with `data_folder_closed`.
 */
export async function openClusterFolder(dataFolder: string, user: ServiceUser | null): Promise<ClusterPaths> {
  const paths = await clusterPaths(dataFolder);
  if (user === null || (await canEnter(paths.home, user))) return paths;
  if ((await lstat(join(dataFolder, "postgres")).catch(nullWhenMissing)) === null) {
    await linkElsewhere(join(dataFolder, "postgres"));
    return await clusterPaths(dataFolder);
  }
  throw new UserFacingError(
    "data_folder_closed",
    `The database in ${paths.cluster} runs as user ${user.uid}, who cannot enter ${paths.home}; open the folders above it to others (chmod o+x) or move the data folder.`,
  );
}

async function canEnter(folder: string, user: ServiceUser): Promise<boolean> {
  const { exitCode } = await runTool("/bin/sh", ["-c", 'cd -- "$0"', folder], user);
  return exitCode === 0;
}

/** A random name: a data folder that was deleted and made again starts with an empty database, as it says. */
async function linkElsewhere(link: string): Promise<void> {
  const home = `/var/lib/millrace/${randomUUID()}`;
  await mkdir(home, { recursive: true });
  for (const folder of [dirname(home), home]) await chmod(folder, 0o711);
  await symlink(join(home, "postgres"), link);
}

/** Longest folder whose socket path still fits the system's 104 (macOS) to 108 (Linux) bytes. */
const longestSocketFolderBytes = 85;

/** The cluster itself when its path is short enough, else a private folder below the temporary one. */
export async function socketFolderOf(cluster: string, user: ServiceUser | null): Promise<string> {
  if (Buffer.byteLength(cluster) <= longestSocketFolderBytes) return cluster;
  const digest = createHash("sha256").update(cluster).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), `millrace-${digest}`);
  await mkdir(folder, { mode: 0o700, recursive: true });
  const found = await lstat(folder);
  const ownUid = process.getuid?.();
  const mayBelongTo = [ownUid, user?.uid];
  // Anybody may have made this name first in a shared temporary folder.
  if (!found.isDirectory() || !mayBelongTo.includes(found.uid)) {
    throw new UserFacingError(
      "socket_folder_taken",
      `The folder ${folder}, needed for the database's socket, belongs to another user; remove it, or set MILLRACE_DATA to a shorter path.`,
    );
  }
  if (user !== null) await chown(folder, user.uid, user.gid);
  await chmod(folder, 0o700);
  return folder;
}
