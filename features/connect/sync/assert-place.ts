import type { PoolClient } from "pg";
import type { Engine, StepContext } from "@millrace/engine";
import { inTransaction } from "@millrace/platform/db";
import { NeedsAttention, TryAgainLater } from "@millrace/platform/errors";
import { lockSync, takePlaceBack } from "../queries/syncs.ts";
import type { SyncRunDependencies } from "../workflows/dependencies.ts";
import { publishSync } from "./publish-sync.ts";

/**
 * A run works on its sync while the sync has its connection's place and no other run works on it. A run that goes again after
 * its sync had ended takes the place back, and a fork of a run that stands still takes the sync over. Throws `NeedsAttention`
 * when another sync has the place or another run the sync, `TryAgainLater` while what the sync had left is being removed.
 */
export async function assertPlace(
  { db, clock, engineOpened }: SyncRunDependencies,
  step: Pick<StepContext, "runId" | "fence">,
  id: string,
): Promise<void> {
  const engine = await engineOpened;
  await inTransaction(db.pool, async (client) => {
    await step.fence(client);
    await assertFree(client, engine, step.runId, id);
    const other = await takePlaceBack(client, id, step.runId);
    if (other !== null)
      throw new NeedsAttention(
        `The sync ${other} of the same connection is running: wait for its end, then resume this one.`,
      );
    await publishSync(client, id, { status: "running", message: null }, { nowMs: clock.now(), budget: null });
  });
}

async function assertFree(
  client: PoolClient,
  engine: Pick<Engine, "list">,
  runId: string,
  id: string,
): Promise<void> {
  const sync = await lockSync(client, id);
  if (sync === null) throw new NeedsAttention(`The sync ${id} or its connection was deleted.`);
  if (sync.isBeingDiscarded)
    throw new TryAgainLater(
      `What the sync ${id} left at its destination is being removed first; if that stands still, mend its run of discard-sync.`,
      { afterMs: 5_000 },
    );
  if (sync.isEnded || sync.runId === runId) return;
  const [other] = (await engine.list({ runIds: [sync.runId], limit: 1 })).items;
  if (other?.status === "queued" || other?.status === "running")
    throw new NeedsAttention(
      `The run ${sync.runId} works on the sync ${id}: cancel that one and resume this, or leave it to that one.`,
    );
}
