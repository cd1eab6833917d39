import { contentHash } from "@millrace/platform/ids";
import type { SyncKind } from "../contract.ts";

/** How a sync's planned time reads in its id: to the second, as schedules plan. */
const stampOf = (plannedAt: string): string =>
  new Date(plannedAt)
    .toISOString()
    .replace(/\.\d{3}Z$/u, "z")
    .replaceAll(/[-:]/gu, "")
    .toLowerCase();

/** Characters of an id that are free for the connection's name. */
const slugLength = 28;
/** A replay's id also has a mark of what it replays. */
const replaySlugLength = 21;

/**
 * The id of a connection's sync for a planned time (Digdag's `session_time`): the same time is the same sync, however often it
 * is asked for; replays of different syncs are different ones. Lower-case letters, digits and hyphens, at most 64 characters;
 * readable in file, part and session names. The name in it is for reading: after a rename, a planned time that has a sync keeps
 * that one's id (`takePlace`).
 */
export function syncIdOf(
  connection: { id: string; name: string },
  plannedAt: string,
  kind: SyncKind = "sync",
  replayOf: string | null = null,
): string {
  const slug = connection.name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "")
    .slice(0, replayOf === null ? slugLength : replaySlugLength)
    .replaceAll(/-+$/gu, "");
  const parts = [
    kind === "sync" ? "" : kind.replaceAll("_", ""),
    slug,
    markOf(connection.id),
    stampOf(plannedAt),
    replayOf === null ? "" : markOf(replayOf),
  ];
  return parts.filter((part) => part !== "").join("-");
}

const markOf = (id: string): string => contentHash(id).slice(0, 6);
