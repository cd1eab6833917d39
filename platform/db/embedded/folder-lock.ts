import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UserFacingError } from "@millrace/platform/errors";

/** Exclusive ownership of a data folder; released by `release()` or by the end of the process, however it ends. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the one lock of a data folder. Throws `data_folder_locked` while another process holds it.
 *
 * `millrace.lock` is held by an operating-system file lock (through SQLite, the one part of Node that can take it),
 * so the kernel drops it with its process: a killed owner leaves nothing stale and a recycled pid means nothing.
 * `millrace.pid` beside it only tells people who the owner is. Nothing else in the process may open `millrace.lock`:
 * closing any descriptor of it would release the lock (POSIX fcntl).
 */
export async function lockDataFolder(dataFolder: string): Promise<FolderLock> {
  const lock = tryLock(join(dataFolder, "millrace.lock"));
  const ownerFile = join(dataFolder, "millrace.pid");
  if (lock === null) throw await lockedError(dataFolder, ownerFile);
  const partial = `${ownerFile}.partial`;
  await writeFile(partial, `${JSON.stringify({ pid: process.pid, since: new Date().toISOString() })}\n`);
  await rename(partial, ownerFile);
  return {
    async release() {
      await rm(ownerFile, { force: true });
      if (lock.isOpen) lock.close();
    },
  };
}

const sqliteBusy = 5;

function tryLock(path: string): DatabaseSync | null {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Error && "errcode" in error && error.errcode === sqliteBusy) return null;
    throw error;
  }
}

async function lockedError(dataFolder: string, ownerFile: string): Promise<UserFacingError> {
  const text = await readFile(ownerFile, "utf8").catch(() => "");
  const pid = /"pid":(\d+)/.exec(text)?.[1];
  const holder = pid === undefined ? "another Millrace process" : `another Millrace process (pid ${pid})`;
  return new UserFacingError(
    "data_folder_locked",
    `The data folder ${dataFolder} is in use by ${holder}; stop it first, or set MILLRACE_DATA to another folder.`,
  );
}
