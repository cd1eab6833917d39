import { useQueryClient } from "@tanstack/react-query";
import type { PostFilters, PostSummary } from "@millrace/posts/contract";
import { useEffect, useRef, useState } from "react";
import { useLive } from "../../shared/live/stream.ts";
import { postKeys, prependPosts } from "./queries.ts";
import { belongsTo } from "./search.ts";

/** How often a list whose order only the server knows is read again while posts stream in. */
const rereadMs = 2000;

interface Arrivals {
  /** New posts waiting behind the "12 new posts" button. */
  waiting: number;
  /** Takes the waiting posts in. */
  show: () => void;
  /** Ids that slid in while the list is shown. */
  arrived: ReadonlySet<string>;
  /** How many came in since the list is shown, for the screen reader's line. */
  count: number;
}

/**
 * Takes new posts into the shown list: at once while the reader is at its top, otherwise behind a button, so that nothing moves under their eyes.
 * Searches and other orders are read again from the server, because only it knows where a new post belongs.
 */
export function useArrivals(filters: PostFilters, isAtTop: () => boolean): Arrivals {
  const client = useQueryClient();
  const key = JSON.stringify(filters);
  const [state, setState] = useState(() => nothingNew(key));
  // Another list begins with nothing new.
  if (state.key !== key) setState(nothingNew(key));
  const reread = useRef<ReturnType<typeof setTimeout> | null>(null);
  const isOrderKnown =
    filters.q === undefined &&
    filters.collection_id === undefined &&
    (filters.sort ?? "collected") === "collected";

  useEffect(
    () => () => {
      if (reread.current !== null) clearTimeout(reread.current);
      reread.current = null;
    },
    [key],
  );

  const takeIn = (fresh: readonly PostSummary[], isAsked: boolean) => {
    const posts = [...new Map([...state.waiting, ...byId(fresh)]).values()].reverse();
    setState((before) => taken(before, posts));
    if (isOrderKnown) prependPosts(client, filters, posts);
    else if (isAsked) void client.invalidateQueries({ queryKey: postKeys.list(filters) });
    else {
      reread.current ??= setTimeout(() => {
        reread.current = null;
        void client.invalidateQueries({ queryKey: postKeys.list(filters) });
      }, rereadMs);
    }
  };

  useLive("post.saved", (events) => {
    const posts = events
      .map((event) => event.payload as PostSummary)
      .filter((post) => belongsTo(post, filters));
    if (posts.length === 0) return;
    if (isAtTop()) takeIn(posts, false);
    else setState((before) => ({ ...before, waiting: new Map([...before.waiting, ...byId(posts)]) }));
  });

  const { waiting, arrived } = state;
  return { waiting: waiting.size, show: () => takeIn([], true), arrived, count: arrived.size };
}

/** What is new in the list these filters (as JSON) ask for. */
interface News {
  key: string;
  waiting: ReadonlyMap<string, PostSummary>;
  arrived: ReadonlySet<string>;
}

const nothingNew = (key: string): News => ({ key, waiting: new Map(), arrived: new Set() });

const byId = (posts: readonly PostSummary[]) => posts.map((post): [string, PostSummary] => [post.id, post]);

/** Moves just these posts: one that came in meanwhile goes on waiting. */
function taken(news: News, posts: readonly PostSummary[]): News {
  const ids = posts.map((post) => post.id);
  const waiting = new Map(news.waiting);
  for (const id of ids) waiting.delete(id);
  return { ...news, waiting, arrived: new Set([...news.arrived, ...ids]) };
}
