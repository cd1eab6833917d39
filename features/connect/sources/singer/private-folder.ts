import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, nullWhenMissing } from "@millrace/platform/errors";

const prefix = "millrace-tap-";

/** A folder nobody else may look into, for what a tap is given as files. */
export interface PrivateFolder extends AsyncDisposable {
  /** Writes a file only this user may read; resolves with its path. */
  write(name: string, text: string): Promise<string>;
}

/** Opens one below the system's temporary folder, where `base` is no other; those of processes that were killed are removed. */
export async function openPrivateFolder(base = tmpdir()): Promise<PrivateFolder> {
  await removeOrphans(base);
  const folder = await mkdtemp(join(base, `${prefix}${process.pid}-`));
  return {
    write: async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text, { mode: 0o600 });
      return path;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function removeOrphans(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`, "u").exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      await rm(join(base, name), { recursive: true, force: true }).catch(nullWhenNotOurs);
  }
}

/** Another user's is theirs to remove; two processes may remove one at once. */
function nullWhenNotOurs(error: unknown): null {
  return codeOf(error) === "EPERM" || codeOf(error) === "EACCES" ? null : nullWhenMissing(error);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's, but there.
    return codeOf(error) !== "ESRCH";
  }
}
