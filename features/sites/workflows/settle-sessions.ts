import type { Engine, RunSummary } from "@millrace/engine";
import type { Queryable } from "@millrace/platform/events";
import { listUnsettled, noteBadEnds, type BadEnd } from "../queries/sessions.ts";

/** Sessions looked at in one go. */
const batchSize = 200;

/** Before runs are pruned: how those of sessions ended that did not succeed, which nothing but the run knows. */
export async function settleSessions(db: Queryable, engine: Pick<Engine, "list">): Promise<void> {
  let after = "";
  for (;;) {
    const ids = await listUnsettled(db, after, batchSize);
    const last = ids.at(-1);
    if (last === undefined) return;
    const { items } = await engine.list({ runIds: ids, limit: batchSize });
    await noteBadEnds(db, items.flatMap(badEndOf));
    after = last;
  }
}

function badEndOf({ runId, status, endedAt, error }: RunSummary): BadEnd[] {
  if (endedAt === null || (status !== "failed" && status !== "cancelled" && status !== "paused")) return [];
  return [{ id: runId, outcome: status, endedAt, message: error?.message ?? null }];
}
