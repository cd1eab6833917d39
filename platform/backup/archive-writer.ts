import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Broken, nullWhenMissing } from "@millrace/platform/errors";
import {
  hashOf,
  manifestBytes,
  manifestHashBytes,
  manifestHashName,
  manifestName,
  type Manifest,
} from "./manifest.ts";
import { blockBytes, paddingOf, tarEnd, tarHeader } from "./tar.ts";

/** Ends the working names: no list of backups shows them. */
const partial = ".partial";

/** No backup takes a day: one untouched for so long was killed. */
const abandonedAfterMs = 86_400_000;

/** Room at the beginning: the manifest and its hash, each with its header. */
const reservedBytes = blockBytes + manifestBytes + 2 * blockBytes;

/**
 * Writes an archive beside its final name and gives it that name when it is whole and durable: a file of that name is
 * never half of one.
 */
export class ArchiveWriter implements AsyncDisposable {
  readonly #path: string;
  readonly #working: string;
  readonly #file: FileHandle;
  readonly #atMs: number;
  #at = reservedBytes;

  private constructor(path: string, working: string, file: FileHandle, atMs: number) {
    this.#path = path;
    this.#working = working;
    this.#file = file;
    this.#atMs = atMs;
  }

  /** Makes the folder when missing, and takes away what earlier tries at the same archive left. */
  static async open(path: string, atMs: number): Promise<ArchiveWriter> {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    await removeLeftOvers(path, atMs);
    // A name of its own: a try that was thought dead and goes on finds its file gone, and spoils nobody's.
    const working = `${path}.${randomUUID()}${partial}`;
    return new ArchiveWriter(path, working, await open(working, "wx", 0o600), atMs);
  }

  /** Appends a file of unknown length; resolves with its length and SHA-256. */
  async append(name: string, chunks: AsyncIterable<Buffer>): Promise<{ bytes: number; sha256: string }> {
    const headerAt = this.#at;
    const hash = createHash("sha256");
    this.#at += blockBytes;
    let bytes = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      await this.#write(chunk, this.#at);
      this.#at += chunk.length;
      bytes += chunk.length;
    }
    await this.#write(tarHeader({ name, bytes }, this.#atMs), headerAt);
    await this.#write(Buffer.alloc(paddingOf(bytes)), this.#at);
    this.#at += paddingOf(bytes);
    return { bytes, sha256: hash.digest("hex") };
  }

  /** Writes the manifest, which learns the archive's length, and gives the file its name. */
  async finish(manifest: Omit<Manifest, "archive_bytes">): Promise<Manifest> {
    const whole: Manifest = { ...manifest, archive_bytes: this.#at + tarEnd.length };
    const text = Buffer.from(JSON.stringify(whole, null, 1));
    if (text.length >= manifestBytes)
      throw new Broken(`A manifest of ${text.length} bytes has no room in an archive.`);
    const padded = Buffer.alloc(manifestBytes, "\n");
    text.copy(padded);
    await this.#write(tarEnd, this.#at);
    await this.#write(tarHeader({ name: manifestName, bytes: manifestBytes }, this.#atMs), 0);
    await this.#write(padded, blockBytes);
    const hashAt = blockBytes + manifestBytes;
    await this.#write(tarHeader({ name: manifestHashName, bytes: manifestHashBytes }, this.#atMs), hashAt);
    await this.#write(Buffer.from(`${hashOf(padded)}\n`.padEnd(blockBytes, "\0")), hashAt + blockBytes);
    await this.#file.sync();
    await rename(this.#working, this.#path);
    await syncFolder(dirname(this.#path));
    return whole;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    // Gone already when the archive is finished.
    await rm(this.#working, { force: true });
  }

  async #write(bytes: Buffer, at: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
  }
}

/** What earlier tries at the same archive left, and what any backup killed a day ago did. */
async function removeLeftOvers(path: string, nowMs: number): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    if (!/\.tar\.[0-9a-f-]{36}\.partial$/u.test(name)) continue;
    const found = await stat(join(folder, name)).catch(nullWhenMissing);
    const isOld = found !== null && nowMs - found.mtimeMs > abandonedAfterMs;
    if (isOld || name.startsWith(`${basename(path)}.`)) await rm(join(folder, name), { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  await using handle = await open(folder, "r");
  await handle.sync();
}
