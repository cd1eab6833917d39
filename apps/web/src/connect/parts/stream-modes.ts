import type { DestinationConnector, OfferedStream, SyncMode } from "@millrace/connect/contract";
import { syncModes } from "../words.ts";

type WriteMode = DestinationConnector["modes"][number];

/** What a destination has to be able to do for a mode. */
const writeModes: Record<SyncMode, WriteMode> = {
  full_refresh_append: "append",
  full_refresh_overwrite: "overwrite",
  incremental_append: "append",
  incremental_merge: "merge",
  change_feed: "append",
};

/** Modes that tell records apart by their key. */
const keyed: ReadonlySet<SyncMode> = new Set(["incremental_merge", "change_feed"]);

export const needsKey = (mode: SyncMode): boolean => keyed.has(mode);

/** The modes a destination permits, in the order they are offered. */
export const permittedModes = (modes: readonly WriteMode[]): SyncMode[] =>
  syncModes.filter((mode) => modes.includes(writeModes[mode]));

/** What is most likely wanted of a stream: the newest state where the destination can hold it, else every record. */
export function usualMode(
  permitted: readonly SyncMode[],
  stream: Pick<OfferedStream, "is_incremental" | "primary_key">,
): SyncMode {
  const wishes: SyncMode[] = [
    ...(stream.is_incremental && stream.primary_key.length > 0 ? (["incremental_merge"] as const) : []),
    ...(stream.is_incremental ? (["incremental_append"] as const) : []),
    "full_refresh_overwrite",
    "full_refresh_append",
  ];
  return wishes.find((mode) => permitted.includes(mode)) ?? permitted[0] ?? "full_refresh_append";
}
