import type { QueryClient } from "@tanstack/react-query";
import type { Collection, PostDetail, PostSummary, SourceHealth } from "@millrace/posts/contract";
import { onLive, onReopened, type LiveEvent } from "../shared/live/stream.ts";
import { postKeys, removePosts, replacePosts } from "./list/queries.ts";
import { replaceCollections } from "./collections/queries.ts";

const endedStatuses: ReadonlySet<string> = new Set(["failed", "cancelled", "paused"]);

/** How often the statistics are read again while posts stream in. */
const statsEveryMs = 3000;

/** The latest payload per subject. */
function latest<T>(events: readonly LiveEvent[]): T[] {
  return [...new Map(events.map((event) => [event.subject, event.payload as T])).values()];
}

/** Keeps everything of Posts in the cache as the stream tells it; new posts are taken in by the list that shows them. */
export function followPosts(client: QueryClient): void {
  let statsTimer: ReturnType<typeof setTimeout> | null = null;
  const refreshStats = () => {
    statsTimer ??= setTimeout(() => {
      statsTimer = null;
      void client.invalidateQueries({ queryKey: ["stats"] });
    }, statsEveryMs);
  };
  onLive("post.saved", () => {
    void client.invalidateQueries({ queryKey: postKeys.lists, type: "inactive", refetchType: "none" });
    refreshStats();
  });
  onLive("post.changed", (events) => {
    const posts = latest<PostSummary>(events);
    replacePosts(client, posts);
    for (const post of posts)
      client.setQueryData<PostDetail>(postKeys.detail(post.id), (detail) => detail && { ...detail, ...post });
    void client.invalidateQueries({ queryKey: postKeys.lists, type: "inactive", refetchType: "none" });
    refreshStats();
  });
  onLive("post.purged", (events) => {
    removePosts(client, new Set(events.map((event) => (event.payload as { id: string }).id)));
    refreshStats();
  });
  // A run that was paused, cancelled or failed can't speak for its collection any more: ask how that stands now.
  onLive("run.changed", (events) => {
    const hasEnded = events.some(({ payload }) => endedStatuses.has((payload as { status: string }).status));
    if (hasEnded) void client.invalidateQueries({ queryKey: ["collections"] });
  });
  onLive("collection.changed", (events) => replaceCollections(client, latest<Collection>(events)));
  onLive("source.changed", (events) => {
    const changed = new Map(latest<SourceHealth>(events).map((source) => [source.id, source]));
    client.setQueryData<{ items: SourceHealth[] }>(
      ["sources"],
      (data) => data && { items: data.items.map((source) => changed.get(source.id) ?? source) },
    );
  });
  onReopened(() => void client.invalidateQueries());
}
