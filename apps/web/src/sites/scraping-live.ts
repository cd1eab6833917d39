import type { QueryClient } from "@tanstack/react-query";
import type { ProviderHealth, Session } from "@millrace/sites/contract";
import { onLive, type LiveEvent } from "../shared/live/stream.ts";
import { alertKeys } from "./alerts/queries.ts";
import { providerKeys } from "./providers/queries.ts";
import { replaceSessions, sessionKeys } from "./sessions/queries.ts";

/** How often the websites of an open session are read again while it measures. */
const rereadMs = 2_000;

/** The latest payload per subject. */
function latest<T>(events: readonly LiveEvent[]): T[] {
  return [...new Map(events.map((event) => [event.subject, event.payload as T])).values()];
}

/** Keeps sessions, providers and alerts as the stream tells them. */
export function followScraping(client: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  onLive("scraping_session.changed", (events) => {
    replaceSessions(client, latest<Session>(events));
    timer ??= setTimeout(() => {
      timer = null;
      void client.invalidateQueries({ queryKey: sessionKeys.websites });
    }, rereadMs);
  });
  // A run that was paused, cancelled or failed can't speak for its session any more: ask how that stands now.
  onLive("run.changed", (events) => {
    const sessions = events.filter(({ subject }) => subject.startsWith("measure-websites:"));
    if (sessions.length === 0) return;
    void client.invalidateQueries({ queryKey: sessionKeys.details });
    void client.invalidateQueries({ queryKey: sessionKeys.lists });
    // What pauses a session may have paused its provider.
    void client.invalidateQueries({ queryKey: providerKeys.list });
  });
  onLive("site_provider.changed", (events) => {
    const changed = new Map(latest<ProviderHealth>(events).map((provider) => [provider.id, provider]));
    client.setQueryData<{ items: ProviderHealth[] }>(
      providerKeys.list,
      (data) => data && { items: data.items.map((provider) => changed.get(provider.id) ?? provider) },
    );
  });
  onLive("site_alert.fired", () => void client.invalidateQueries({ queryKey: alertKeys.all }));
}
