import type { Engine } from "@millrace/engine";
import type { Queryable } from "@millrace/platform/events";
import { listUnsettledImports, noteBadImportEnds } from "../queries/imports.ts";

const batchSize = 200;

/** Before runs are pruned: how those of imports ended that did not succeed, which nothing but the run knows. */
export async function settleImports(db: Queryable, engine: Pick<Engine, "list">): Promise<void> {
  for (let after = ""; ;) {
    const ids = await listUnsettledImports(db, after, batchSize);
    const last = ids.at(-1);
    if (last === undefined) return;
    const { items } = await engine.list({ runIds: ids, limit: batchSize });
    await noteBadImportEnds(
      db,
      items.flatMap(({ runId, status, endedAt, error }) => {
        if (endedAt === null || status === "succeeded" || status === "queued" || status === "running")
          return [];
        return [{ id: runId, outcome: status, endedAt, message: error?.message ?? null }];
      }),
    );
    after = last;
  }
}
