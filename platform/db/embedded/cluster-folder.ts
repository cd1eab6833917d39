import { createHash, randomUUID } from "node:crypto";
import { chmod, chown, lstat, mkdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { messageOf, UserFacingError } from "@millrace/platform/errors";
import { runTool } from "./run-tool.ts";
import type { ServiceUser } from "./service-user.ts";

/** Creates the data folder when missing and proves that it can be written. Throws `data_folder_not_writable`. */
export async function prepareDataFolder(dataFolder: string): Promise<string> {
  const probe = join(dataFolder, `.write-probe-${randomUUID()}`);
  try {
    const created = await mkdir(dataFolder, { recursive: true });
    // Root's new folder must let the service user through to the cluster inside, whatever the umask.
    if (created !== undefined && process.getuid?.() === 0) await chmod(dataFolder, 0o711);
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

/** Where a data folder's cluster lives, and the files beside it. */
export interface ClusterPaths {
  /** The cluster itself (PGDATA). */
  cluster: string;
  log: string;
  /** Parent of copied binaries and of the cluster being made. */
  home: string;
}

/**
 * `<data>/postgres`, or the folder that link leads to. When root's data folder is closed to the service user (below
 * /root, say), the cluster is kept in /var/lib/millrace and `<data>/postgres` becomes a symbolic link to it.
 */
export async function resolveCluster(dataFolder: string, user: ServiceUser | null): Promise<ClusterPaths> {
  const inside = join(dataFolder, "postgres");
  const existing = await lstat(inside).catch(() => null);
  if (existing === null && user !== null && !(await canEnter(dataFolder, user))) {
    await linkElsewhere(inside);
  }
  const link = await lstat(inside).catch(() => null);
  const cluster = link?.isSymbolicLink() === true ? await realpath(dirname(await linkTarget(inside))).then((home) => join(home, "postgres")) : inside;
  const home = dirname(cluster);
  return { cluster, home, log: join(home, "postgres.log") };
}

async function linkTarget(link: string): Promise<string> {
  const { readlink } = await import("node:fs/promises");
  return await readlink(link);
}

async function canEnter(folder: string, user: ServiceUser): Promise<boolean> {
  const { exitCode } = await runTool("/bin/sh", ["-c", 'cd -- "$0"', folder], user);
  return exitCode === 0;
}

async function linkElsewhere(link: string): Promise<void> {
  const home = `/var/lib/millrace/${randomUUID()}`;
  await mkdir(home, { recursive: true, mode: 0o711 });
  await chmod("/var/lib/millrace", 0o711);
  await chmod(home, 0o711);
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
