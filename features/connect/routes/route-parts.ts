import { z } from "@hono/zod-openapi";
import { HttpProblem } from "@millrace/platform/api";
import type { Sync } from "../contract.ts";
import { getSync, type StoredSync } from "../queries/syncs.ts";
import { listSyncStreams } from "../queries/sync-streams.ts";
import { describeSync } from "../sync/describe-sync.ts";
import { readBudgetOf } from "../sync/publish-sync.ts";
import { getConnectionOfSync } from "../queries/connections.ts";
import { readySource } from "../connectors/bind.ts";
import type { ConnectContext } from "../workflows/dependencies.ts";

export const connectionTags = ["Connections"];
export const syncTags = ["Syncs"];

export const connectionId = z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) });
export const syncId = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,80}$/u)
    .openapi({ param: { name: "id", in: "path" }, example: "yotpo-to-td-3f9c2a-20261129t030000z" }),
});

/** Throws `HttpProblem` 404. */
export async function existingSync({ db }: Pick<ConnectContext, "db">, id: string): Promise<StoredSync> {
  const found = await getSync(db.pool, id);
  if (found !== null) return found;
  throw new HttpProblem(404, "sync_not_found", `There is no sync ${id}.`, {
    action: "See GET /api/v1/syncs for those there are.",
  });
}

/** Syncs as they are shown, with what the engine knows of those under way. */
export async function shownSyncs(context: ConnectContext, syncs: readonly StoredSync[]): Promise<Sync[]> {
  const { db, engine, clock } = context;
  const open = syncs.filter(({ endedAt }) => endedAt === null).map(({ runId }) => runId);
  const { items } =
    open.length === 0 ? { items: [] } : await engine.list({ runIds: open, limit: open.length });
  const runs = new Map(items.map((run) => [run.runId, run]));
  const streams = await listSyncStreams(
    db.pool,
    syncs.map(({ id }) => id),
  );
  const shown: Sync[] = [];
  for (const sync of syncs) {
    const run = runs.get(sync.runId);
    const budget = sync.endedAt === null ? await budgetOf(context, sync) : null;
    shown.push(
      describeSync(
        sync,
        streams.filter(({ syncId: of }) => of === sync.id),
        run === undefined ? null : { status: run.status, message: run.error?.message ?? null },
        { nowMs: clock.now(), budget },
      ),
    );
  }
  return shown;
}

/** One sync as it is shown. */
export async function shownSync(context: ConnectContext, id: string): Promise<Sync> {
  const [shown] = await shownSyncs(context, [await existingSync(context, id)]);
  if (shown === undefined) throw new Error(`The sync ${id} was read and not shown.`);
  return shown;
}

/** How much of the rate of its source's account is used. */
export async function budgetOf(context: ConnectContext, sync: StoredSync): Promise<Sync["budget"]> {
  return readBudgetOf(context.db.pool, await accountOf(context, sync));
}

/** The account a sync's source counts requests for; null where there is none, or its settings can't be opened. */
async function accountOf({ db, shelf, secrets }: ConnectContext, sync: StoredSync): Promise<string | null> {
  const connection = await getConnectionOfSync(db.pool, sync.id);
  if (connection === null || sync.replayOf !== null) return null;
  const source = await readySource(shelf, secrets, connection.config.source).catch(() => null);
  return source?.budget?.account ?? null;
}
