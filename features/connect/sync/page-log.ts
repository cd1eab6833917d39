import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "@millrace/platform/db";
import { Broken } from "@millrace/platform/errors";
import type { ObjectStore } from "@millrace/platform/objects";
import { insertPages, type LoggedPage } from "../queries/pages.ts";
import type { SourcePage } from "../sources/source.ts";

/** A page of the log with its bytes; null: they are read from the object store when they are needed. */
export interface PageInHand {
  page: LoggedPage;
  body: Uint8Array | null;
}

export interface PageLogOptions {
  pool: Pool;
  objects: ObjectStore;
  syncId: string;
  syncStreamId: number;
  /** Makes sure, in the transaction, that the run is still ours. */
  fence: (client: PoolClient) => Promise<void>;
  /** Notes, in the transaction, that the run has got on. */
  gotOn: (client: PoolClient) => Promise<void>;
  now: () => number;
}

/**
 * The page log of one stream of a sync. Pages are written in segments: what came while the segment before was being written
 * goes into the next one, as one object and one statement, so that a fast source is not slowed down by one disk write a page.
 */
export class PageLog {
  readonly #options: PageLogOptions;
  /** Number of the last page of the sync. */
  #last: number;

  constructor(options: PageLogOptions, lastNumber: number) {
    this.#options = options;
    this.#last = lastNumber;
  }

  /** Resolves when the pages are durable. */
  async append(pages: readonly { page: SourcePage; fetchedAtMs: number }[]): Promise<PageInHand[]> {
    const { pool, objects, syncId, syncStreamId, fence, gotOn } = this.#options;
    // Its name is in the segment, so that no other object can have the same bytes and be deleted with it.
    const head = Buffer.from(`Millrace page log, ${syncId}, from page ${this.#last + 1}\n`);
    const objectHash = await objects.put([head, ...pages.map(({ page }) => page.body)]);
    let byteOffset = head.length;
    const logged = pages.map(({ page, fetchedAtMs }, at): LoggedPage => {
      const row = {
        number: this.#last + 1 + at,
        objectHash,
        byteOffset,
        byteLength: page.body.byteLength,
        bodyHash: createHash("sha256").update(page.body).digest("hex"),
        next: page.next,
        isResumable: page.isResumable,
        state: page.state,
        requestId: page.requestId,
        origin: page.origin,
        fetchedAt: new Date(fetchedAtMs).toISOString(),
      };
      byteOffset += page.body.byteLength;
      return row;
    });
    await inTransaction(pool, async (client) => {
      await fence(client);
      await gotOn(client);
      await insertPages(client, { syncId, syncStreamId }, logged);
    });
    this.#last += pages.length;
    return logged.map((page, at) => ({ page, body: pages[at]?.page.body ?? null }));
  }
}

/** Reads pages out of their segments; the newest segment stays at hand, since pages are read in order. */
export class SegmentReader {
  readonly #objects: ObjectStore;
  #hash = "";
  #bytes: Uint8Array = new Uint8Array();

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  /** Throws `Broken` when the bytes are gone. */
  async read({ objectHash, byteOffset, byteLength, number }: LoggedPage): Promise<Uint8Array> {
    if (objectHash !== this.#hash) {
      const bytes = await this.#objects.get(objectHash);
      if (bytes === null)
        throw new Broken(
          `Page ${number} is in the log, but its bytes (${objectHash}) are not kept any more.`,
        );
      this.#hash = objectHash;
      this.#bytes = bytes;
    }
    return this.#bytes.subarray(byteOffset, byteOffset + byteLength);
  }
}
