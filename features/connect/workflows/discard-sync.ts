import { handleWorkflow, type StepContext, type WorkflowHandler } from "@millrace/engine";
import { readyDestination, readySource } from "../connectors/bind.ts";
import { discardSync } from "../contract.ts";
import { getConnectionOfSync } from "../queries/connections.ts";
import { dropKeyChanges } from "../queries/record-keys.ts";
import { listSyncStreams } from "../queries/sync-streams.ts";
import { getSync } from "../queries/syncs.ts";
import { jobOf } from "../sync/work-of.ts";
import { connectorContextOf, type SyncDependencies } from "./dependencies.ts";

/** A cancelled sync leaves no upload session, no staged file and no half table behind. */
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
  if (sync === null || connection === null || sync.outcome !== "cancelled") return 0;
  const { config } = connection;
  const context = connectorContextOf(deps, {
    signal: step.signal,
    runId: step.runId,
    log: step.log,
    mayUsePrivateHosts: config.private_hosts,
  });
  const source = await readySource(deps.shelf, deps.secrets, config.source);
  const destination = await readyDestination(deps.shelf, deps.secrets, config.destination);
  deps.budgets.declare(source.budget, config.reserved_rate_percent);
  const streams = (await listSyncStreams(pool, [id])).filter(({ status }) => status !== "done");
  for (const stream of streams) {
    await using delivery = await destination.open(jobOf({ sync, connection, stream, destination }), context);
    await delivery.discard(step.signal);
    await dropKeyChanges(pool, stream.id);
  }
  return streams.length;
}
