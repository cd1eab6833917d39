import { useQueryClient } from "@tanstack/react-query";
import type { PostFilters, PostSummary } from "@millrace/posts/contract";
import { useCallback, useEffect, useRef, useState } from "react";
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
  const waiting = useRef(new Map<string, PostSummary>());
  const [, redraw] = useState(0);
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const reread = useRef<ReturnType<typeof setTimeout> | null>(null);
  const key = JSON.stringify(filters);
  const isOrderKnown = filters.q === undefined && filters.collection_id === undefined && (filters.sort ?? "collected") === "collected";

  useEffect(() => {
    waiting.current = new Map();
    setArrived(new Set());
    return () => {
      if (reread.current !== null) clearTimeout(reread.current);
      reread.current = null;
    };
  }, [key]);

  const takeIn = useCallback((isAsked: boolean) => {
    const posts = [...waiting.current.values()].reverse();
    waiting.current = new Map();
    setArrived((ids) => new Set([...ids, ...posts.map((post) => post.id)]));
    if (isOrderKnown) prependPosts(client, filters, posts);
    else if (isAsked) void client.invalidateQueries({ queryKey: postKeys.list(filters) });
    else {
      reread.current ??= setTimeout(() => {
        reread.current = null;
        void client.invalidateQueries({ queryKey: postKeys.list(filters) });
      }, rereadMs);
    }
    // oxlint-disable-next-line react/exhaustive-deps -- `key` stands for `filters`, which is a new object on each render
  }, [client, key, isOrderKnown]);

  useLive("post.saved", (events) => {
    const posts = events.map((event) => event.payload as PostSummary).filter((post) => belongsTo(post, filters));
    if (posts.length === 0) return;
    for (const post of posts) waiting.current.set(post.id, post);
    if (isAtTop()) takeIn(false);
    else redraw((times) => times + 1);
  });

  return { waiting: waiting.current.size, show: () => takeIn(true), arrived, count: arrived.size };
}
