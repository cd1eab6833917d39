import type { Queryable } from "@millrace/platform/events";
import { pruneSnapshots } from "../queries/snapshots.ts";

/** What the house keeps by itself goes after this; what a person made stays. */
const keptForMs = 30 * 24 * 3_600_000;

/** Deletes snapshots nobody asked for that are older than thirty days at `now` (ms). */
export async function pruneOldSnapshots(db: Queryable, now: number): Promise<Record<string, number>> {
  return { site_snapshots: await pruneSnapshots(db, new Date(now - keptForMs)) };
}
