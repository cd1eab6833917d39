import { HttpProblem, type Authorized } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import type { Clock } from "@millrace/platform/clock";
import { inTransaction, type Database } from "@millrace/platform/db";
import { publishEvents } from "@millrace/platform/events";
import { siteEvents, type BulkRequest, type BulkResult } from "../contract.ts";
import { deleteWebsites, holdWebsites, saveManyMarks } from "../queries/bulk-websites.ts";
import { saveSnapshot } from "../snapshots/save-snapshot.ts";
import { describeChange } from "./change-marks.ts";
import { planBulk, type PlannedChange } from "./plan-bulk.ts";

/**
 * Changes many websites at once, as a preview with this token said; the snapshot that undoes it, the change, its entry in the
 * audit trail and the event are one transaction. Throws `HttpProblem` 409 when something changed since the preview.
 */
export async function changeInBulk(
  actor: Authorized<"sites:write">,
  { db, clock }: { db: Database; clock: Clock },
  request: BulkRequest,
  token: string,
): Promise<BulkResult> {
  const { filter, change } = request;
  const { workspace } = filter;
  return inTransaction(db.pool, async (client) => {
    await holdWebsites(client);
    const plan = await planBulk(client, request, clock.now());
    if (plan.token !== token) throw changedSincePreview();
    const changed = plan.changes.length;
    if (changed === 0) throw nothingToChange();
    const snapshotId = await saveSnapshot(client, {
      workspace,
      createdBy: actor.name,
      reason: `Before: ${describeChange(change, changed)}`,
      isAutomatic: true,
      deleted: plan.changes.filter(({ after }) => after === null).map(({ website }) => website.id),
    });
    await makeChanges(client, plan.changes);
    await publishEvents(client, [{ type: siteEvents.lists, subject: workspace, payload: { workspace } }]);
    const detail = { workspace, change, changed, snapshot: snapshotId };
    await recordAudit(client, { actor, action: "websites.changed", subject: null, detail });
    return { changed, snapshot_id: snapshotId };
  });
}

async function makeChanges(
  client: Parameters<typeof saveManyMarks>[0],
  changes: readonly PlannedChange[],
): Promise<void> {
  const kept = changes.flatMap(({ website: { id }, after }) => (after === null ? [] : [{ ...after, id }]));
  if (kept.length > 0) await saveManyMarks(client, kept);
  const deleted = changes.flatMap(({ website: { id }, after }) => (after === null ? [id] : []));
  if (deleted.length > 0) await deleteWebsites(client, deleted);
}

/** Another person, an import or a session was faster. */
export function changedSincePreview(): HttpProblem {
  return new HttpProblem(
    409,
    "changed_since_preview",
    "The websites are no longer as the preview showed them.",
    {
      field: "json.token",
      action: "Ask for the preview again, and look at it.",
    },
  );
}

export function nothingToChange(): HttpProblem {
  return new HttpProblem(422, "nothing_to_change", "Every one of these websites is as asked already.", {
    action: "Choose other websites, or another change.",
  });
}
