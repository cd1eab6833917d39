import { isDeepStrictEqual } from "node:util";
import { Broken, messageOf } from "@millrace/platform/errors";
import type { ObjectStore } from "@millrace/platform/objects";
import { extractDocument } from "../extraction/extract-document.ts";
import { normalisePost, type NormalisedPost } from "../pipeline/normalise.ts";
import type { KeptDocument } from "../sources/source.ts";

/** A page that gave posts when it was collected; its status was none that says otherwise, and is not kept with them. */
export type SavedPage = Omit<KeptDocument, "status">;

/** A saved page read again, or why it could not be. */
export type PageReading = { posts: NormalisedPost[] } | { missing: string };

/** Reads a saved page with the current parser; keeps the last one, because its posts follow each other. */
export class PageReader {
  readonly #objects: ObjectStore;
  #last: { page: SavedPage; reading: PageReading } | null = null;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  async read(page: SavedPage): Promise<PageReading> {
    const known = this.#last;
    if (known !== null && isDeepStrictEqual(known.page, page)) return known.reading;
    const reading = await this.#extract(page);
    this.#last = { page, reading };
    return reading;
  }

  /** With all that was known of the page when it was collected: an address can be where a post's id comes from. */
  async #extract({ hash, name, url, contentType }: SavedPage): Promise<PageReading> {
    try {
      const bytes = await this.#objects.get(hash);
      if (bytes === null)
        return {
          missing: `The saved page ${hash} (${name}) is not kept any more; its posts stay as they are.`,
        };
      const { posts } = extractDocument({ name, url, contentType, bytes });
      return { posts: posts.map(normalisePost) };
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return {
        missing: `The saved page ${hash} (${name}) is damaged; its posts stay as they are: ${messageOf(error)}`,
      };
    }
  }
}
