import { handleWorkflow, type StepContext, type WorkflowHandler } from "@millrace/engine";
import { inTransaction } from "@millrace/platform/db";
import { NeedsAttention } from "@millrace/platform/errors";
import { readyDestination, readySource, type ReadyDestination } from "../connectors/bind.ts";
import { discardSync } from "../contract.ts";
import { getConnectionOfSync, type StoredConnection } from "../queries/connections.ts";
import { listSyncStreams } from "../queries/sync-streams.ts";
import { beginDiscard, endDiscard, getSync, type StoredSync } from "../queries/syncs.ts";
import { isAsFrozen } from "../sync/frozen-settings.ts";
import { writeModeOf } from "../sync/modes.ts";
import { jobOf } from "../sync/work-of.ts";
import { connectorContextOf, type SyncDependencies } from "./dependencies.ts";

/** A cancelled or failed sync leaves no upload session, no staged file and no half table behind. */
export function discardSyncHandler(deps: SyncDependencies): WorkflowHandler {
  return handleWorkflow(discardSync, async (context, { sync_id: id }) => ({
    streams: await context.step("discard", (step) => discard(deps, step, id)),
  }));
}

async function discard(deps: SyncDependencies, step: StepContext, id: string): Promise<number> {
  const { pool } = deps.db;
  const sync = await getSync(pool, id);
  const connection = await getConnectionOfSync(pool, id);
  // Resumed meanwhile: what it left is what it goes on with.
  if (sync === null || connection === null || !isLeft(sync)) return 0;
  const { config } = connection;
  const context = connectorContextOf(deps, {
    signal: step.signal,
    runId: step.runId,
    log: step.log,
    mayUsePrivateHosts: config.private_hosts,
    mayReadReferences: config.references_permitted === true,
  });
  const left = (await listSyncStreams(pool, [id])).filter(({ status }) => status !== "done");
  // Nothing is sent before a page was read. An address that was wrong all along, and was mended since, is not asked what it has.
  const isUntouched =
    sync.replayOf === null && left.every(({ pages, checkpoint }) => pages === 0 && checkpoint.page === 0);
  const streams = isUntouched ? [] : left;
  const source = await readySource(deps.shelf, deps.secrets, config.source);
  const destination = await readyDestination(deps.shelf, deps.secrets, config.destination);
  deps.budgets.declare(source.budget, config.reserved_rate_percent, connection.id);
  if (!isUntouched) assertReached(sync, connection, destination);
  // What could be seen at once stays, and what is known of its keys with it: a run that goes again goes on behind it.
  const staged = streams.filter(({ mode }) => !destination.isFinalAtWrite(writeModeOf(mode)));
  const isBegun = await inTransaction(pool, async (client) => {
    await step.fence(client);
    return beginDiscard(
      client,
      id,
      staged.map((stream) => stream.id),
    );
  });
  if (!isBegun) return 0;
  for (const stream of streams) {
    await using delivery = await destination.open(jobOf({ sync, connection, stream, destination }), context);
    await delivery.discard(step.signal);
  }
  await inTransaction(pool, async (client) => {
    await step.fence(client);
    await endDiscard(client, id);
  });
  return streams.length;
}

const isLeft = ({ outcome }: StoredSync): boolean => outcome === "cancelled" || outcome === "failed";

/** Elsewhere there is nothing of it, and to say that it was removed would not be true. */
function assertReached(sync: StoredSync, connection: StoredConnection, destination: ReadyDestination): void {
  if (sync.frozen === null) return;
  if (isAsFrozen(sync.frozen.destination, destination, connection.config.destination)) return;
  throw new NeedsAttention(
    `The settings of the destination of ${connection.name} changed since the sync ${sync.id} wrote there, so what it left half done can't be removed: put them back and resume this run, or remove it by hand and discard this run.`,
  );
}
