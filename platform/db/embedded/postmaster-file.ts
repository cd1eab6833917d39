import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isRunning, workingFolderOf } from "./process-info.ts";

/** What a running postmaster writes into `postmaster.pid` of its data folder (one value per line). */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** null when it listens on TCP only. */
  socketFolder: string | null;
}

/** The postmaster that serves this cluster now; null when none runs (no file, a stale file, a recycled pid). */
export async function findPostmaster(clusterFolder: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(clusterFolder, "postmaster.pid"), "utf8").catch(() => null);
  const file = text === null ? null : parsePostmasterFile(text);
  if (file === null || !isRunning(file.pid)) return null;
  const workingFolder = workingFolderOf(file.pid);
  // A postmaster works inside its data folder; a process that does not has merely inherited the number.
  const isOurs = workingFolder === null || workingFolder === (await realpath(clusterFolder));
  return isOurs ? file : null;
}

/** Line order from Postgres's src/include/utils/pidfile.h. Null while the file is still being written. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split(/\r?\n/);
  const pid = Number(lines[0]);
  const port = Number(lines[3] ?? "");
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const socketFolder = lines[4] ?? "";
  return { pid, port, socketFolder: socketFolder === "" ? null : socketFolder };
}
