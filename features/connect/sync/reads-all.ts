import type { StoredSyncStream } from "../queries/sync-streams.ts";

/** Whether the pages of a stream have everything there was, or only what was new since a state. */
export const readsAll = ({ fromState }: Pick<StoredSyncStream, "fromState">): boolean => fromState === null;
