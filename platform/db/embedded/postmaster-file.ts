import { readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunning, workingFolderOf } from "./process-info.ts";
import { nullWhenMissing } from "@millrace/platform/errors";

/** What a running postmaster writes into `postmaster.pid` of its data folder (one value per line). */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** null when it listens on TCP only. */
  socketFolder: string | null;
  /** It accepts connections; false while it recovers, starts or stops. */
  isReady: boolean;
}

/** The postmaster that serves this cluster now; null when none runs (no file, a stale file, a recycled pid). */
export async function findPostmaster(clusterFolder: string): Promise<PostmasterFile | null> {
  const file = await readPostmasterFile(clusterFolder);
  if (file === null || !isRunning(file.pid)) return null;
  return (await worksIn(file.pid, clusterFolder)) === false ? null : file;
}

/**
 * Removes a `postmaster.pid` whose number now belongs to another program of the same user: Postgres alone would take
 * that program for a running postmaster and refuse to start for as long as it lives.
 */
export async function removeRecycledFile(clusterFolder: string): Promise<void> {
  const file = await readPostmasterFile(clusterFolder);
  if (file === null || !isRunning(file.pid)) return;
  if ((await worksIn(file.pid, clusterFolder)) === false) await rm(join(clusterFolder, "postmaster.pid"));
}

/** Where the server that wrote `postmaster.pid`, living or dead, had its socket; null without file or socket. */
export async function lastSocketFolder(clusterFolder: string): Promise<string | null> {
  return (await readPostmasterFile(clusterFolder))?.socketFolder ?? null;
}

async function readPostmasterFile(clusterFolder: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(clusterFolder, "postmaster.pid"), "utf8").catch(nullWhenMissing);
  return text === null ? null : parsePostmasterFile(text);
}

/** A postmaster works inside its data folder. Null where the system does not tell. */
async function worksIn(pid: number, clusterFolder: string): Promise<boolean | null> {
  const workingFolder = workingFolderOf(pid);
  return workingFolder === null ? null : workingFolder === (await realpath(clusterFolder));
}

/** Line order from Postgres's src/include/utils/pidfile.h. Null while the file is still being written. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split(/\r?\n/);
  const pid = Number(lines[0]);
  const port = Number(lines[3] ?? "");
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const socketFolder = lines[4] ?? "";
  const isReady = (lines[7] ?? "").trim() === "ready";
  return { pid, port, socketFolder: socketFolder === "" ? null : socketFolder, isReady };
}
