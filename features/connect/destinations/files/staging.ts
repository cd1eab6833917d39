import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Broken, TryAgainLater, codeOf, nullWhenMissing } from "@millrace/platform/errors";
import { syncFolder, writeDurably } from "@millrace/platform/objects";
import { HeldLock } from "./held-lock.ts";
import { decodeBatch, decodeHeader, type BatchHeader, type StagedBatch } from "./staged-batch.ts";

/** Whose rows are staged. */
const claim = z.object({ stream: z.string(), target: z.string() });
export type Claim = z.infer<typeof claim>;

const BATCH = /^(\d+)\.batch$/u;
/** A run of the same name can't live twice; the other one is about to end. */
const ownerAgainMs = 2_000;
const headerGuessBytes = 16_384;

/** The folder a run's batches for one file wait in until they are committed. What `write` resolved for survives any crash. */
export class Staging {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Where the file is assembled. */
  get assembled(): string {
    return join(this.folder, "assembled");
  }

  /** Where an older file is fetched to. */
  get older(): string {
    return join(this.folder, "older");
  }

  get ownerLock(): string {
    return join(this.folder, "owner.lock");
  }

  /** The lock that says the run lives. Take it before `claim`. Throws `TryAgainLater` when it lives elsewhere. */
  async own(): Promise<HeldLock> {
    await makeFolder(this.folder);
    const lock = HeldLock.take(this.ownerLock);
    if (lock !== null) return lock;
    throw new TryAgainLater(`The run of ${this.folder} is under way in another process.`, {
      afterMs: ownerAgainMs,
    });
  }

  /** Makes the folder. Resolves with who claimed it first: `own`, or another stream that would be written to the same file. */
  async claim(own: Claim): Promise<Claim> {
    await makeFolder(this.folder);
    const path = join(this.folder, "claim.json");
    try {
      await writeFile(path, JSON.stringify(own), { flag: "wx" });
      return own;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const found = await this.claimed();
    // A crash in the middle of the first claim left nothing that could be read.
    if (found === null) await writeFile(path, JSON.stringify(own));
    return found ?? own;
  }

  /** null: nobody has claimed it in a way that can be read. */
  async claimed(): Promise<Claim | null> {
    const text = await readFile(join(this.folder, "claim.json"), "utf8").catch(nullWhenMissing);
    if (text === null || text === "") return null;
    return claim.parse(JSON.parse(text));
  }

  /** Ascending. */
  async numbers(): Promise<number[]> {
    const names = (await readdir(this.folder).catch(nullWhenMissing)) ?? [];
    return names
      .map((name) => Number(BATCH.exec(name)?.[1] ?? Number.NaN))
      .filter((number) => !Number.isNaN(number))
      .toSorted((a, b) => a - b);
  }

  async write(number: number, bytes: Uint8Array): Promise<void> {
    await this.#replace(`${number}.batch`, bytes);
  }

  async header(number: number): Promise<BatchHeader> {
    await using file = await open(this.#path(number), "r");
    for (let bytes = headerGuessBytes; ; bytes *= 4) {
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await file.read(buffer, 0, bytes, 0);
      const header = decodeHeader(buffer.subarray(0, bytesRead));
      if (header !== null) return header;
      if (bytesRead < bytes) throw this.#damaged(number, null);
    }
  }

  async read(number: number): Promise<StagedBatch> {
    const bytes = await readFile(this.#path(number));
    return decodeBatch(bytes).catch((cause: unknown) => {
      throw this.#damaged(number, cause);
    });
  }

  /** The highest batch up to which everything will be delivered whatever happens to this run; null: nothing was promised. */
  async settled(): Promise<number | null> {
    const text = await readFile(join(this.folder, "settled"), "utf8").catch(nullWhenMissing);
    return text === null ? null : z.coerce.number().int().parse(text);
  }

  async settle(number: number): Promise<void> {
    await this.#replace("settled", Buffer.from(String(number)));
  }

  /** With everything in it, and with the run's folder when this was its last file. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await rmdir(dirname(this.folder)).catch(nullWhenStillUsed);
  }

  async #replace(name: string, bytes: Uint8Array): Promise<void> {
    const temporary = join(this.folder, `${name}.${randomUUID()}.tmp`);
    await writeDurably(temporary, bytes);
    await rename(temporary, join(this.folder, name));
    await syncFolder(this.folder);
  }

  #path(number: number): string {
    return join(this.folder, `${number}.batch`);
  }

  #damaged(number: number, cause: unknown): Broken {
    return new Broken(
      `Batch ${number} staged in ${this.folder} can't be read: its bytes were changed. Cancel the sync and start it anew.`,
      { cause, facts: { number } },
    );
  }
}

/**
 * Makes a folder that is still there after a power cut: each new one is named durably in the one above it. One by one: in some
 * places (below /proc) Node's own recursive way never ends.
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = folder; !(await isThere(at)); at = dirname(at)) missing.unshift(at);
  for (const each of missing) {
    await mkdir(each).catch(ignoreExisting);
    await syncFolder(dirname(each));
  }
}

async function isThere(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" && dirname(folder) !== folder) return false;
    throw error;
  }
}

/** Another delivery may have made it meanwhile. */
function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== "EEXIST") throw error;
}

/** A folder that holds more, or that somebody else has removed by now. */
function nullWhenStillUsed(error: unknown): null {
  if (["ENOTEMPTY", "EEXIST", "ENOENT"].includes(codeOf(error) ?? "")) return null;
  throw error;
}
