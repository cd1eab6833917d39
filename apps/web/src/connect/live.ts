import type { Connection, Sync } from "@millrace/connect/contract";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Page } from "../shared/api/types.ts";
import { onLive, type LiveEvent } from "../shared/live/stream.ts";
import { connectKeys } from "./queries.ts";
import { hasEnded } from "./words.ts";

/** How often the rate, the pages and the dead letters of an open sync are read again while it runs. */
const rereadMs = 2000;

type Lists<T> = InfiniteData<Page<T>, string | null>;

/** Payload of connection.changed once it is deleted. */
interface GoneConnection {
  id: string;
  is_deleted: true;
}

/** The latest payload per subject. */
function latest<T>(events: readonly LiveEvent[]): T[] {
  return [...new Map(events.map((event) => [event.subject, event.payload as T])).values()];
}

/** Keeps connections and syncs as the stream tells them. */
export function followConnect(client: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let moved = new Set<string>();
  onLive("connection.changed", (events) => {
    const told = latest<Connection | GoneConnection>(events);
    const connections = told.filter((each): each is Connection => !("is_deleted" in each));
    if (connections.length < told.length)
      void client.invalidateQueries({ queryKey: connectKeys.connections });
    for (const connection of connections)
      client.setQueryData<Connection>(connectKeys.connection(connection.id), connection);
    if (!replaceIn(client, connectKeys.connections, connections))
      void client.invalidateQueries({ queryKey: connectKeys.connections });
  });
  onLive("sync.changed", (events) => {
    const syncs = latest<Sync>(events);
    for (const sync of syncs) {
      client.setQueryData<Sync>(connectKeys.sync(sync.id), sync);
      moved.add(sync.id);
    }
    if (!replaceIn(client, connectKeys.syncLists, syncs))
      void client.invalidateQueries({ queryKey: connectKeys.syncLists });
    if (syncs.some(hasEnded)) rereadConnections(client);
    timer ??= setTimeout(() => {
      timer = null;
      for (const syncId of moved) void client.invalidateQueries({ queryKey: connectKeys.ofSync(syncId) });
      moved = new Set();
    }, rereadMs);
  });
  // A run that was paused, cancelled or failed can't speak for its sync any more: ask how that stands now.
  onLive("run.changed", (events) => {
    if (!events.some(({ subject }) => subject.startsWith("sync-connection:"))) return;
    void client.invalidateQueries({ queryKey: connectKeys.syncDetails });
    void client.invalidateQueries({ queryKey: connectKeys.syncLists });
    rereadConnections(client);
  });
}

function rereadConnections(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: connectKeys.connections });
  void client.invalidateQueries({ queryKey: ["connect", "connection"] });
}

/** Writes what changed into every loaded list below `key`; false: some of it stands in none of them. */
function replaceIn<T extends { id: string }>(
  client: QueryClient,
  key: readonly string[],
  changed: readonly T[],
): boolean {
  const byId = new Map(changed.map((item) => [item.id, item]));
  const found = new Set<string>();
  client.setQueriesData<Lists<T>>({ queryKey: key }, (data) => {
    if (data === undefined) return data;
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => {
        const next = byId.get(item.id);
        if (next !== undefined) found.add(item.id);
        return next ?? item;
      }),
    }));
    return { ...data, pages };
  });
  return found.size === byId.size;
}
