import type { SyncMode } from "../contract.ts";
import type { WriteMode } from "../destinations/destination.ts";

const writes: Readonly<Record<SyncMode, WriteMode>> = {
  full_refresh_append: "append",
  full_refresh_overwrite: "overwrite",
  incremental_append: "append",
  incremental_merge: "merge",
  change_feed: "append",
};

/** What a mode does at the destination. */
export const writeModeOf = (mode: SyncMode): WriteMode => writes[mode];

/** Whether a mode goes on from where the last sync ended. */
export const isIncrementalMode = (mode: SyncMode): boolean =>
  mode === "incremental_append" || mode === "incremental_merge";

/** Whether records are compared with those delivered before: for changes, and for what a dry run says. */
export const comparesRecords = (mode: SyncMode): boolean =>
  mode === "change_feed" || mode === "incremental_merge" || mode === "full_refresh_overwrite";

/** Whether a record without a primary key can't be delivered. */
export const needsKey = (mode: SyncMode): boolean => mode === "change_feed" || mode === "incremental_merge";
