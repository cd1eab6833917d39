import {
  bulkResult,
  restorePreview,
  snapshot,
  type RestorePreview,
  type Snapshot,
} from "@millrace/sites/contract";
import { UserFacingError } from "@millrace/platform/errors";
import { printLine, printNote } from "../print.ts";
import { tableOf } from "../operate/table.ts";
import { instantText } from "../operate/units.ts";
import { allPages } from "./all-pages.ts";
import { askYes } from "./ask-yes.ts";
import { callSites, jsonRequest, withSites, type SitesFlags } from "./call-sites.ts";

/** `sites snapshots`: those of a workspace, newest first. */
export function showSnapshots({ workspace, limit, json }: SitesFlags & { limit: number }): Promise<void> {
  return withSites(async (server) => {
    const pages = allPages(snapshot, server, "/scraping/snapshots", { workspace }, limit);
    const items = (await Array.fromAsync(pages)).flat();
    if (json === true) printLine(JSON.stringify({ items }));
    else if (items.length === 0) printNote(`No snapshot of the ${workspace} workspace yet.`);
    else for (const line of snapshotTable(items)) printLine(line);
  });
}

const isSnapshotId = (id: string): boolean => snapshot.shape.id.safeParse(id).success;

export function snapshotTable(snapshots: readonly Snapshot[]): string[] {
  return tableOf(snapshots, [
    { heading: "snapshot", of: ({ id }) => id },
    { heading: "made", of: ({ created_at: created }) => instantText(created) },
    { heading: "by", of: ({ created_by: who }) => who },
    { heading: "websites", of: ({ websites }) => websites },
    { heading: "reason", of: ({ reason }) => reason },
  ]);
}

/** `sites snapshot create --reason …`. */
export function createSnapshot({ workspace, reason, json }: SitesFlags & { reason: string }): Promise<void> {
  return withSites(async (server) => {
    const made = await callSites(
      snapshot,
      server,
      "/scraping/snapshots",
      jsonRequest("POST", { workspace, reason }),
    );
    printLine(
      json === true
        ? JSON.stringify(made)
        : `Snapshot ${made.id} of ${workspace}: ${made.websites} websites.`,
    );
  });
}

/** `sites restore <snapshot>`: shows what it would do, asks, and does it; resolves with the exit code. */
export function restoreSnapshot(
  id: string,
  { yes, json }: { yes?: boolean; json?: boolean },
): Promise<number> {
  if (!isSnapshotId(id))
    throw new UserFacingError(
      "unknown_snapshot",
      `There is no snapshot ${id}; millrace sites snapshots lists those there are.`,
      { exitCode: 2 },
    );
  return withSites(async (server) => {
    const path = `/scraping/snapshots/${encodeURIComponent(id)}`;
    const preview = await callSites(restorePreview, server, `${path}/preview`);
    for (const line of previewLines(preview)) printNote(line);
    if (!(await askYes("Restore it?", yes))) {
      printNote("Nothing is changed.");
      return 1;
    }
    const result = await callSites(
      bulkResult,
      server,
      `${path}/restore`,
      jsonRequest("POST", { token: preview.token }),
    );
    printLine(
      json === true
        ? JSON.stringify(result)
        : `Brought back: ${result.changed}. Undo: millrace sites restore ${result.snapshot_id}`,
    );
    return 0;
  });
}

function previewLines({ snapshot: of, added, changed, removed, sample }: RestorePreview): string[] {
  return [
    `Snapshot of ${of.workspace} from ${instantText(of.created_at)}: ${of.reason}`,
    `Comes back: ${added}. Changes: ${changed}. Goes: ${removed}. Measurements stay.`,
    ...sample.map(
      ({ domain, before, after }) => `  ${domain}: ${before ?? "not there"} → ${after ?? "gone"}`,
    ),
  ];
}
