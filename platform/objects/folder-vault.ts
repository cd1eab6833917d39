import { randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  NeedsAttention,
  UserFacingError,
  codeOf,
  messageOf,
  nullWhenMissing,
} from "@millrace/platform/errors";
import type { ByteVault } from "./compressed-store.ts";
import { syncFolder, writeDurably } from "./durable-files.ts";
import type { ObjectUsage } from "./index.ts";

/** A temporary file older than this was left by a crash, not by a writer at work: no write takes an hour. */
const abandonedAfterMs = 3_600_000;

const diskFaults = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"]);

/**
 * Objects as files. A write goes to a temporary file, is fsynced, renamed into place, and its folder fsynced:
 * after `write` resolves, neither kill -9 nor a power cut loses it, and no reader ever sees half of it.
 */
export class FolderVault implements ByteVault {
  readonly #folder: string;
  readonly #temporary: string;
  /** Folders known to exist and to be durable. */
  readonly #made = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
    this.#temporary = join(folder, "tmp");
  }

  /** Makes the folder when missing and removes what crashed writers left. `nowMs` is the wall clock. */
  static async open(folder: string, nowMs: number): Promise<FolderVault> {
    const vault = new FolderVault(folder);
    try {
      await mkdir(vault.#temporary, { recursive: true });
      await syncFolder(dirname(folder));
    } catch (cause) {
      throw new UserFacingError(
        "object_folder_unusable",
        `The object folder ${folder} can't be written (${messageOf(cause)}). Choose a folder this user may write to.`,
        { cause },
      );
    }
    await vault.#sweep(nowMs);
    return vault;
  }

  /** An existing object's folder is fsynced as well: another process may have renamed it a moment ago and not come so far. */
  async exists(key: string): Promise<boolean> {
    const path = join(this.#folder, key);
    const found = await stat(path).then(() => true, nullWhenMissing);
    if (found === null) return false;
    await syncFolder(dirname(path));
    return true;
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.#folder, key);
    const temporary = join(this.#temporary, randomUUID());
    try {
      await this.#makeFolder(dirname(path));
      await writeDurably(temporary, bytes);
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } catch (error) {
      // Somebody may have removed the folder; the next write makes it again.
      this.#made.delete(dirname(path));
      await rm(temporary, { force: true });
      throw this.#errorOf(error);
    }
  }

  async read(key: string): Promise<Uint8Array | null> {
    return readFile(join(this.#folder, key)).catch(nullWhenMissing);
  }

  async remove(key: string): Promise<void> {
    await rm(join(this.#folder, key), { force: true });
  }

  /** One folder of the 256 at a time: memory stays the same however many files there are. */
  async usage(): Promise<ObjectUsage> {
    const usage = { objects: 0, bytes: 0 };
    for (const name of await readdir(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(name)) continue;
      const folder = join(this.#folder, name);
      for (const file of await readdir(folder)) {
        const found = await stat(join(folder, file)).catch(nullWhenMissing);
        if (found === null) continue;
        usage.objects += 1;
        usage.bytes += found.size;
      }
    }
    return usage;
  }

  /** A full or read-only disk is for a person to mend. */
  #errorOf(error: unknown): unknown {
    const code = codeOf(error);
    if (code === null || !diskFaults.has(code)) return error;
    return new NeedsAttention(
      `The object folder ${this.#folder} can't be written (${messageOf(error)}). Free some space, or give it back its permissions.`,
      { cause: error, facts: { code } },
    );
  }

  /** A new folder is durable only when the folder that names it is; also when another process made it a moment ago. */
  async #makeFolder(folder: string): Promise<void> {
    if (this.#made.has(folder)) return;
    await mkdir(folder, { recursive: true });
    await syncFolder(dirname(folder));
    this.#made.add(folder);
  }

  async #sweep(nowMs: number): Promise<void> {
    for (const name of await readdir(this.#temporary)) {
      const path = join(this.#temporary, name);
      const found = await stat(path).catch(nullWhenMissing);
      if (found !== null && nowMs - found.mtimeMs > abandonedAfterMs) await rm(path, { force: true });
    }
  }
}
