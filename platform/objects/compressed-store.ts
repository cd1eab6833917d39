import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { constants, createZstdCompress, zstdDecompress } from "node:zlib";
import { Broken, UserFacingError } from "@millrace/platform/errors";
import { contentHash } from "@millrace/platform/ids";
import type { ObjectStore, ObjectUsage } from "./index.ts";

/** Where the compressed bytes lie: a folder or a bucket. Keys look like "ab/<hash>.zst". */
export interface ByteVault {
  exists(key: string): Promise<boolean>;
  /** Resolves when the bytes are durable under the key; a reader never sees a part of them. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** null when there is no such key. */
  read(key: string): Promise<Uint8Array | null>;
  /** Nothing happens when there is no such key. */
  remove(key: string): Promise<void>;
  /** Everything under a key. */
  usage(): Promise<ObjectUsage>;
}

const decompress = promisify(zstdDecompress);

/**
 * Level 1 shrinks pages of JSON as well as 3, zstd's own default, and a window of 128 kB keeps what it allocates for every
 * object small; output comes in pieces of a size that most objects fit into.
 */
const compression = {
  chunkSize: 262_144,
  params: {
    [constants.ZSTD_c_compressionLevel]: 1,
    [constants.ZSTD_c_windowLog]: 17,
    [constants.ZSTD_c_checksumFlag]: 1,
  },
};

/** Content addressing, compression and verification over any vault. */
export class CompressedStore implements ObjectStore {
  readonly #vault: ByteVault;
  /** Puts under way, so that the same page fetched twice at once is written once. */
  readonly #puts = new Map<string, Promise<void>>();

  constructor(vault: ByteVault) {
    this.#vault = vault;
  }

  async put(bytes: Uint8Array | readonly Uint8Array[]): Promise<string> {
    const parts = bytes instanceof Uint8Array ? [bytes] : bytes;
    const digest = createHash("sha256");
    for (const part of parts) digest.update(part);
    const hash = digest.digest("hex");
    const running = this.#puts.get(hash);
    if (running !== undefined) {
      await running;
      return hash;
    }
    const writing = this.#write(hash, parts).finally(() => this.#puts.delete(hash));
    this.#puts.set(hash, writing);
    await writing;
    return hash;
  }

  async get(hash: string): Promise<Uint8Array | null> {
    const stored = await this.#vault.read(keyOf(hash));
    if (stored === null) return null;
    const plain = await decompress(stored).catch((cause: unknown) => {
      throw new Broken(
        `Object ${hash} can't be decompressed: its stored bytes are damaged. Restore it from a backup.`,
        { cause, facts: { hash } },
      );
    });
    if (contentHash(plain) !== hash) {
      throw new Broken(
        `Object ${hash} no longer matches its name: its stored bytes were changed. Restore it from a backup.`,
        { facts: { hash } },
      );
    }
    return plain;
  }

  async has(hash: string): Promise<boolean> {
    return this.#vault.exists(keyOf(hash));
  }

  async delete(hash: string): Promise<void> {
    await this.#vault.remove(keyOf(hash));
  }

  usage(): Promise<ObjectUsage> {
    return this.#vault.usage();
  }

  async #write(hash: string, parts: readonly Uint8Array[]): Promise<void> {
    const key = keyOf(hash);
    if (await this.#vault.exists(key)) return;
    await this.#vault.write(key, await compress(parts));
  }
}

/** The parts are never put together: that would be as many bytes once more. */
function compress(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return buffer(Readable.from(parts, { objectMode: false }).pipe(createZstdCompress(compression)));
}

/**
 * "ab/<hash>.zst": 256 folders hold some ten thousand files each at millions of objects. More levels would mean that
 * nearly every object makes new folders, each with an fsync of its own: measured, five times slower.
 */
function keyOf(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) {
    throw new UserFacingError(
      "object_name_invalid",
      `"${hash.slice(0, 80)}" is not an object name. Use the 64 hex digits of a SHA-256.`,
    );
  }
  return `${hash.slice(0, 2)}/${hash}.zst`;
}
