import type { Database } from "@millrace/platform/db";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Classification, PostDetail } from "../contract.ts";
import type { NormalisedPost } from "../pipeline/normalise.ts";
import { judgePost } from "../pipeline/judge-post.ts";
import { applyReadings, type Reading } from "./apply-readings.ts";
import { compareExtraction, type FieldChange } from "./compare-extraction.ts";
import { findAgain, type StoredPost } from "./find-again.ts";
import { PageReader } from "./read-page.ts";
import { RuleShelf } from "./rule-shelf.ts";
import { countPosts, walkPosts } from "./walk-posts.ts";

export interface ReplayOptions {
  db: Database;
  objects: ObjectStore;
  /** true: the changes are stored. */
  isApplied: boolean;
}

/** Where a replay says what it finds, as it finds it. */
export interface ReplayListener {
  changed(post: PostDetail, change: FieldChange): void;
  /** What could not be read or stored, in one sentence. */
  problem(sentence: string): void;
  progress(done: number, of: number): void;
}

/** How a replay ended; every post is one of unchanged, changed, not found again or on a missing page. */
export interface ReplayTotals {
  /** Posts that have a saved page. */
  posts: number;
  /** Distinct saved pages. */
  pages: number;
  unchanged: number;
  changed: number;
  /** Changed posts by field. */
  fields: Record<string, number>;
  /** Pages no longer kept, or damaged. */
  missing_pages: number;
  /** Posts their page does not give any more; left as they are. */
  not_found_again: number;
  applied: boolean;
}

/**
 * Reads the whole past again from the saved pages with the current parser and rules, without network, and tells what
 * differs, field by field. A post is judged as of the day it was collected: nothing turns stale by being read again.
 * Memory does not grow with the number of posts.
 */
export async function replayPosts(options: ReplayOptions, listener: ReplayListener): Promise<ReplayTotals> {
  const replay = new Replay(options, listener);
  const of = await countPosts(options.db);
  if (of === null) return replay.totals;
  for await (const batch of walkPosts(options.db)) {
    await replay.batch(batch);
    listener.progress(replay.totals.posts, of);
  }
  return replay.totals;
}

class Replay {
  readonly totals: ReplayTotals;
  readonly #options: ReplayOptions;
  readonly #listener: ReplayListener;
  readonly #pages: PageReader;
  readonly #rules = new RuleShelf();
  readonly #missingRules = new Set<string>();
  #lastHash: string | null = null;
  #lastMissing: string | null = null;

  constructor(options: ReplayOptions, listener: ReplayListener) {
    this.#options = options;
    this.#listener = listener;
    this.#pages = new PageReader(options.objects);
    this.totals = {
      posts: 0,
      pages: 0,
      unchanged: 0,
      changed: 0,
      fields: {},
      missing_pages: 0,
      not_found_again: 0,
      applied: options.isApplied,
    };
  }

  /** Reads the posts again and stores what changed in one transaction. */
  async batch(posts: readonly StoredPost[]): Promise<void> {
    const changed: Reading[] = [];
    for (const stored of posts) {
      const reading = await this.#readAgain(stored);
      if (reading !== null && this.#report(stored.post, reading)) changed.push(reading);
    }
    if (!this.#options.isApplied) return;
    for (const id of await applyReadings(this.#options.db, changed)) {
      this.#listener.problem(
        `The post ${id} was left as it is: another post already has the urn or permalink now found for it.`,
      );
    }
  }

  async #readAgain(stored: StoredPost): Promise<Reading | null> {
    const { post } = stored;
    const { hash, name } = stored.page;
    this.totals.posts += 1;
    if (hash !== this.#lastHash) this.totals.pages += 1;
    this.#lastHash = hash;
    const reading = await this.#pages.read(stored.page);
    if ("missing" in reading) {
      this.#missing(hash, reading.missing);
      return null;
    }
    const again = findAgain(stored, reading.posts);
    if (again !== null) return { id: post.id, post: again, classification: this.#judge(post, again) };
    this.totals.not_found_again += 1;
    this.#listener.problem(
      `The post ${post.urn ?? post.id} is not found again in its saved page ${hash} (${name}); it stays as it is.`,
    );
    return null;
  }

  #missing(hash: string, sentence: string): void {
    if (hash === this.#lastMissing) return;
    this.#lastMissing = hash;
    this.totals.missing_pages += 1;
    this.#listener.problem(sentence);
  }

  #judge(stored: PostDetail, again: NormalisedPost): Classification {
    const rules = this.#rules.get(stored.rules);
    if (!("missing" in rules)) return judgePost(again, rules, Date.parse(stored.collected_at));
    if (!this.#missingRules.has(stored.rules)) this.#listener.problem(rules.missing);
    this.#missingRules.add(stored.rules);
    return stored.classification;
  }

  /** Tells what differs; true when something does. */
  #report(stored: PostDetail, { post, classification }: Reading): boolean {
    const changes = compareExtraction(stored, { ...post, classification });
    for (const change of changes) {
      this.totals.fields[change.field] = (this.totals.fields[change.field] ?? 0) + 1;
      this.#listener.changed(stored, change);
    }
    this.totals[changes.length === 0 ? "unchanged" : "changed"] += 1;
    return changes.length > 0;
  }
}
