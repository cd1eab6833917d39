import type { Clock } from "@millrace/platform/clock";
import { randomFrom } from "@millrace/platform/simulation";
import { postAt, relationAt, repostOf, type SimulatedPost, type Slot } from "./post.ts";

export interface CorpusOptions {
  seed: string;
  /** Posts that exist when the simulator starts. */
  posts: number;
  clock: Clock;
  /** Average time between two older posts; default 90 minutes (400 posts reach back 25 days). */
  historyIntervalMs: number;
  /** A new post appears about this often after the start; null = none. */
  newPostEveryMs: number | null;
  /** Posts that appeared after the start and are still served; the oldest of them go first. */
  maxLivePosts: number;
}

/**
 * Posts on a fixed grid of time slots: which posts exist is a function of seed, start and now, so a
 * simulator started again shows the same older posts under the same ids, and no timer runs.
 */
export interface Corpus {
  /** Newest first (ids descending), up to the clock's now. */
  list(): readonly SimulatedPost[];
  /** By activity or share id, reposts of `repost` included. */
  find(id: string): SimulatedPost | null;
  /** The repost without comment a member made of `post` just before `atMs`; kept so that its page can be served. */
  repost(post: SimulatedPost, atMs: number): SimulatedPost;
}

export function createCorpus(options: CorpusOptions): Corpus {
  const startedMs = options.clock.now();
  const history = historySlots(options, startedMs);
  const newestHistory = Math.floor(startedMs / options.historyIntervalMs) - 1;
  const older = history.map((slot) =>
    postAt(options.seed, slot, originalBefore(options, slot, slotNumber(slot))),
  );
  const live: SimulatedPost[] = [];
  const reposts = new Map<string, SimulatedPost>();
  let nextLive = options.newPostEveryMs === null ? 0 : Math.floor(startedMs / options.newPostEveryMs) + 1;
  let listed: SimulatedPost[] = older.toReversed();

  const appear = (): void => {
    const every = options.newPostEveryMs;
    if (every === null) return;
    const now = options.clock.now();
    // After a long sleep only what would still be served is made.
    nextLive = Math.max(nextLive, Math.floor(now / every) - options.maxLivePosts);
    const before = nextLive;
    for (
      let slot = liveSlot(options.seed, every, nextLive);
      slot.publishedMs <= now;
      slot = liveSlot(options.seed, every, nextLive)
    ) {
      live.push(postAt(options.seed, slot, originalBefore(options, slot, newestHistory)));
      nextLive += 1;
    }
    if (nextLive === before) return;
    live.splice(0, Math.max(0, live.length - options.maxLivePosts));
    listed = [...live.toReversed(), ...older.toReversed()];
  };

  return {
    list: () => {
      appear();
      return listed;
    },
    find: (id) => {
      appear();
      return reposts.get(id) ?? listed.find((post) => post.id === id || post.shareId === id) ?? null;
    },
    repost: (post, atMs) => {
      const known = [...reposts.values()].find(
        (candidate) => candidate.publishedMs === atMs && candidate.reshared?.id === post.id,
      );
      if (known !== undefined) return known;
      const made = repostOf(options.seed, post, atMs);
      reposts.set(made.id, made);
      if (reposts.size > options.maxLivePosts) reposts.delete(reposts.keys().next().value ?? made.id);
      return made;
    },
  };
}

function historySlots({ seed, posts, historyIntervalMs }: CorpusOptions, startedMs: number): Slot[] {
  const slots: Slot[] = [];
  for (let index = Math.floor(startedMs / historyIntervalMs); slots.length < posts; index -= 1) {
    const slot = historySlot(seed, historyIntervalMs, index);
    if (slot.publishedMs <= startedMs) slots.push(slot);
  }
  return slots.toReversed();
}

/** The older original a post may repeat: relative to the slot alone, so it is the same whenever the simulator starts. */
function originalBefore({ seed, historyIntervalMs }: CorpusOptions, slot: Slot, before: number): Slot {
  let index = before - randomFrom(`${seed}/${slot.key}/earlier`).int(1, 40);
  for (;;) {
    const candidate = historySlot(seed, historyIntervalMs, index);
    if (relationAt(seed, candidate) === "none") return candidate;
    index -= 1;
  }
}

function slotNumber(slot: Slot): number {
  return Number(slot.key.split("/")[1]);
}

function historySlot(seed: string, everyMs: number, index: number): Slot {
  return slotOf("history", seed, everyMs, index);
}

function liveSlot(seed: string, everyMs: number, index: number): Slot {
  return slotOf("live", seed, everyMs, index);
}

function slotOf(kind: "history" | "live", seed: string, everyMs: number, index: number): Slot {
  const key = `${kind}/${index}`;
  return { key, publishedMs: index * everyMs + randomFrom(`${seed}/${key}/time`).int(0, everyMs - 1) };
}
