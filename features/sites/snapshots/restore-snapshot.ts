import { HttpProblem, type Authorized } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction, type Database } from "@millrace/platform/db";
import { publishEvents, type Queryable } from "@millrace/platform/events";
import { contentHash } from "@millrace/platform/ids";
import { changedSincePreview, nothingToChange } from "../bulk/change-in-bulk.ts";
import { siteEvents, type BulkResult, type RestorePreview, type Snapshot } from "../contract.ts";
import { deleteWebsites, holdWebsites } from "../queries/bulk-websites.ts";
import {
  compareWithSnapshot,
  restoreDeleted,
  restoreMarks,
  type RestoreEffect,
} from "../queries/restore-websites.ts";
import { getSnapshot } from "../queries/snapshots.ts";
import { saveSnapshot } from "./save-snapshot.ts";

/** Websites a preview shows. */
const sampleSize = 20;

/** What restoring a snapshot would do. Throws `HttpProblem` 404. */
export async function previewRestore(db: Queryable, id: string): Promise<RestorePreview> {
  const snapshot = await existingSnapshot(db, id);
  const effects = await compareWithSnapshot(db, id);
  return {
    snapshot,
    added: idsOf(effects, "added").length,
    changed: idsOf(effects, "changed").length,
    removed: idsOf(effects, "removed").length,
    sample: effects.slice(0, sampleSize).map(({ domain, before, after }) => ({
      domain,
      before: describe(before),
      after: describe(after),
    })),
    token: tokenOf(id, effects),
  };
}

/**
 * Makes the websites of a workspace what they were, as the preview with this token said. Measurements of websites that are
 * there stay, those of deleted ones come back. The present state is kept in a snapshot first, so that this can be undone; all
 * in one transaction. Throws `HttpProblem` 404, and 409 when something changed since the preview.
 */
export async function restoreSnapshot(
  actor: Authorized<"sites:write">,
  db: Database,
  id: string,
  token: string,
): Promise<BulkResult> {
  return inTransaction(db.pool, async (client) => {
    await holdWebsites(client);
    const snapshot = await existingSnapshot(client, id);
    const effects = await compareWithSnapshot(client, id);
    if (tokenOf(id, effects) !== token) throw changedSincePreview();
    if (effects.length === 0) throw nothingToChange();
    const { workspace } = snapshot;
    const removed = idsOf(effects, "removed");
    const undoId = await saveSnapshot(client, {
      workspace,
      createdBy: actor.name,
      reason: `Before: restore of ${snapshot.created_at.slice(0, 16).replace("T", " ")} UTC (${snapshot.reason})`,
      isAutomatic: true,
      deleted: removed,
    });
    await deleteWebsites(client, removed);
    await restoreDeleted(client, id, idsOf(effects, "added"));
    await restoreMarks(client, id, idsOf(effects, "changed"));
    await publishEvents(client, [{ type: siteEvents.lists, subject: workspace, payload: { workspace } }]);
    const detail = { workspace, changed: effects.length, undo: undoId };
    await recordAudit(client, { actor, action: "site_snapshot.restored", subject: id, detail });
    return { changed: effects.length, snapshot_id: undoId };
  });
}

export async function existingSnapshot(db: Queryable, id: string): Promise<Snapshot> {
  const found = await getSnapshot(db, id);
  if (found !== null) return found;
  throw new HttpProblem(404, "snapshot_not_found", `There is no snapshot ${id}.`, {
    action: "See GET /api/v1/scraping/snapshots for those there are.",
  });
}

function idsOf(effects: readonly RestoreEffect[], effect: RestoreEffect["effect"]): string[] {
  return effects.filter((one) => one.effect === effect).map(({ id }) => id);
}

function tokenOf(snapshotId: string, effects: readonly RestoreEffect[]): string {
  return contentHash(JSON.stringify([snapshotId, effects]));
}

/** Marks in one line, for the preview. */
function describe(marks: RestoreEffect["before"]): string | null {
  if (marks === null) return null;
  const { name, tags, archived_at: archivedAt } = marks;
  const parts = [name ?? "", tags.join(", ") || "no tags", archivedAt === null ? "" : "archived"];
  return parts.filter(Boolean).join(" · ");
}
