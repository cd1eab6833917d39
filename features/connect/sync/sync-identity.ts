import { contentHash } from "@millrace/platform/ids";
import type { SyncKind } from "../contract.ts";

/** How a sync's planned time reads in its id: to the second, as schedules plan. */
const stampOf = (plannedAt: string): string =>
  new Date(plannedAt)
    .toISOString()
    .replace(/\.\d{3}Z$/u, "z")
    .replaceAll(/[-:]/gu, "")
    .toLowerCase();

/**
 * The id of a connection's sync for a planned time (Digdag's `session_time`): the same time is the same sync, however often it
 * is asked for. Lower-case letters, digits and hyphens, at most 64 characters; readable in file, part and session names.
 */
export function syncIdOf(
  connection: { id: string; name: string },
  plannedAt: string,
  kind: SyncKind = "sync",
): string {
  const slug = connection.name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "")
    .slice(0, 28)
    .replaceAll(/-+$/gu, "");
  const mark = contentHash(connection.id).slice(0, 6);
  const parts = [kind === "sync" ? "" : kind.replaceAll("_", ""), slug, mark, stampOf(plannedAt)];
  return parts.filter((part) => part !== "").join("-");
}
