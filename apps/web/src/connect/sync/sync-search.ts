/** The views of a sync, in the order of their tabs. */
export const syncTabs = ["progress", "diff", "certificate", "dead-letters", "pages"] as const;
export type SyncTab = (typeof syncTabs)[number];

/** What the address of a sync says: which view; absent, the first there is. */
export interface SyncSearch {
  tab?: SyncTab;
}

export function readSyncSearch(raw: Record<string, unknown>): SyncSearch {
  const tab = syncTabs.find((candidate) => candidate === raw["tab"]);
  return tab === undefined ? {} : { tab };
}
