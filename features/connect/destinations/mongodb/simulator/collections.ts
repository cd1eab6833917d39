import type { Document } from "bson";
import { matches, valueKey } from "./match.ts";

/** The documents of one collection by their `_id`, in the order they came. */
export class Collection {
  readonly #documents = new Map<string, Document>();

  /** false: a document with this `_id` is there. */
  insert(document: Document): boolean {
    const key = valueKey(document._id);
    if (this.#documents.has(key)) return false;
    this.#documents.set(key, document);
    return true;
  }

  find(filter: Document): Document[] {
    const { _id: id, ...others } = filter;
    const isById = id !== undefined && !valueKey(id).startsWith('{"$');
    if (!isById) return [...this.#documents.values()].filter((document) => matches(document, filter));
    const found = this.#documents.get(valueKey(id));
    return found !== undefined && matches(found, others) ? [found] : [];
  }

  replace(document: Document, by: Document): void {
    this.#documents.set(valueKey(document._id), { _id: document._id as unknown, ...by });
  }

  remove(document: Document): void {
    this.#documents.delete(valueKey(document._id));
  }

  get size(): number {
    return this.#documents.size;
  }
}

/** Databases and their collections; kept in memory. */
export class Collections {
  /** By "database.collection". */
  readonly #collections = new Map<string, Collection>();

  get(namespace: string): Collection | null {
    return this.#collections.get(namespace) ?? null;
  }

  /** As MongoDB does it: made when it is first written to. */
  getOrMake(namespace: string): Collection {
    const found = this.#collections.get(namespace) ?? new Collection();
    this.#collections.set(namespace, found);
    return found;
  }

  drop(namespace: string): boolean {
    return this.#collections.delete(namespace);
  }

  /** At one instant, for whoever reads: the old documents before, the new ones after. */
  rename(from: string, to: string): void {
    const moved = this.#collections.get(from);
    if (moved === undefined) return;
    this.#collections.delete(from);
    this.#collections.set(to, moved);
  }

  namesIn(database: string): string[] {
    return [...this.#collections.keys()]
      .filter((namespace) => namespace.startsWith(`${database}.`))
      .map((namespace) => namespace.slice(database.length + 1));
  }
}
