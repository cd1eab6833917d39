import type { Website, WebsiteImport } from "@millrace/sites/contract";
import type { QueryClient } from "@tanstack/react-query";
import { onLive, type LiveEvent } from "../shared/live/stream.ts";
import { replaceImports } from "./imports/queries.ts";
import { replaceWebsites } from "./list/queries.ts";
import { siteKeys } from "./queries.ts";

/** How often what is counted or ordered by the server is read again while websites are measured. */
const rereadMs = 2000;

/** The latest payload per subject. */
function latest<T>(events: readonly LiveEvent[]): T[] {
  return [...new Map(events.map((event) => [event.subject, event.payload as T])).values()];
}

/** Keeps the websites, their figures and the imports in the cache as the stream tells them. */
export function followSites(client: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let measured = new Set<string>();
  const reread = () => {
    timer ??= setTimeout(() => {
      timer = null;
      const ids = measured;
      measured = new Set();
      void client.invalidateQueries({ queryKey: siteKeys.lists });
      void client.invalidateQueries({ queryKey: siteKeys.summaries });
      void client.invalidateQueries({ queryKey: siteKeys.comparisons });
      for (const id of ids) {
        void client.invalidateQueries({ queryKey: siteKeys.readings(id) });
        void client.invalidateQueries({ queryKey: siteKeys.history(id) });
      }
    }, rereadMs);
  };
  onLive("website.changed", (events) => {
    const websites = latest<Website>(events);
    replaceWebsites(client, websites);
    for (const { id } of websites) measured.add(id);
    reread();
  });
  onLive("websites.changed", () => {
    void client.invalidateQueries({ queryKey: ["sites", "website"] });
    void client.invalidateQueries({ queryKey: siteKeys.snapshots });
    reread();
  });
  onLive("website_import.changed", (events) => {
    replaceImports(client, latest<WebsiteImport>(events));
    reread();
  });
}
