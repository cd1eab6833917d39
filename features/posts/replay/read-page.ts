import { Broken, messageOf, UserFacingError } from "@millrace/platform/errors";
import type { ObjectStore } from "@millrace/platform/objects";
import { extractDocument } from "../extraction/extract-document.ts";
import { normalisePost, type NormalisedPost } from "../pipeline/normalise.ts";
import type { CompiledRules } from "../rules/compile-rules.ts";
import { loadRules } from "../rules/load-rules.ts";

/** A saved page read again, or why it could not be. */
export type PageReading = { posts: NormalisedPost[] } | { missing: string };

/** Reads a saved page with the current parser; keeps the last one, because its posts follow each other. */
export class PageReader {
  readonly #objects: ObjectStore;
  #last: { key: string; reading: PageReading } | null = null;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  async read(hash: string, name: string): Promise<PageReading> {
    const key = `${hash} ${name}`;
    if (this.#last?.key !== key) this.#last = { key, reading: await this.#extract(hash, name) };
    return this.#last.reading;
  }

  async #extract(hash: string, name: string): Promise<PageReading> {
    try {
      const bytes = await this.#objects.get(hash);
      if (bytes === null) return { missing: `The saved page ${hash} (${name}) is not kept any more; its posts stay as they are.` };
      const { posts } = extractDocument({ name, url: null, contentType: null, bytes });
      return { posts: posts.map(normalisePost) };
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return { missing: `The saved page ${hash} (${name}) is damaged; its posts stay as they are: ${messageOf(error)}` };
    }
  }
}

/** Compiled rule sets by name; a set that is gone is answered with its sentence, once looked up. */
export class RuleShelf {
  readonly #sets = new Map<string, CompiledRules | { missing: string }>();

  get(name: string): CompiledRules | { missing: string } {
    const known = this.#sets.get(name) ?? load(name);
    this.#sets.set(name, known);
    return known;
  }
}

function load(name: string): CompiledRules | { missing: string } {
  try {
    return loadRules(name);
  } catch (error) {
    if (error instanceof UserFacingError) return { missing: `${error.message} Its posts keep their classification.` };
    throw error;
  }
}
