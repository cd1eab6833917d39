import type { PoolClient } from "pg";
import { handleWorkflow, type StepContext, type WorkflowHandler } from "@millrace/engine";
import { inTransaction } from "@millrace/platform/db";
import {
  Broken,
  LadderError,
  NeedsAttention,
  TryAgainLater,
  UserFacingError,
} from "@millrace/platform/errors";
import { syncConnection } from "../contract.ts";
import {
  readyDestination,
  readySource,
  type ReadyDestination,
  type ReadySource,
} from "../connectors/bind.ts";
import { getConnectionOfSync, type StoredConnection } from "../queries/connections.ts";
import { endSync, freezeSync, getSync, type StoredSync } from "../queries/syncs.ts";
import { insertSyncStreams, listSyncStreams, type StoredSyncStream } from "../queries/sync-streams.ts";
import { holdPages } from "../queries/prune-pages.ts";
import { assertPlace } from "../sync/assert-place.ts";
import { closeSync } from "../sync/close-sync.ts";
import { deliverStream } from "../sync/deliver-stream.ts";
import { assertAsFrozen, freezeSettings } from "../sync/frozen-settings.ts";
import { streamsOfReplay, streamsOfSource } from "../sync/open-streams.ts";
import { publishSync } from "../sync/publish-sync.ts";
import { missingPages } from "../sync/replayed-pages.ts";
import { SyncNews } from "../sync/sync-news.ts";
import { workOf } from "../sync/work-of.ts";
import { connectorContextOf, type SyncDependencies, type SyncRunDependencies } from "./dependencies.ts";

/** A sync with everything it stands on, as it is at this moment: secrets mended while it waited count at once. */
interface ReadySync {
  sync: StoredSync;
  connection: StoredConnection;
  /** Whose source it is: the connection's own, or that of the sync that is replayed. */
  origin: StoredConnection;
  source: ReadySource;
  destination: ReadyDestination;
}

/** open → each stream → close. */
export function syncConnectionHandler(deps: SyncRunDependencies): WorkflowHandler {
  return handleWorkflow(syncConnection, async (context, { sync_id: id }) => {
    try {
      const streams = await context.step("open", (step) => open(deps, step, id));
      for (const { position, stream } of streams)
        await context.step(`deliver ${position}: ${stream}`, (step) => deliver(deps, step, id, position));
      return await context.step("close", (step) =>
        step.transaction((client) => closeSync(client, id, deps.clock.now())),
      );
    } catch (error) {
      if (endsTheSync(error))
        await context.step("fail", (step) => step.transaction((client) => fail(deps, client, id, error)));
      throw error;
    }
  });
}

/** What waits for a person keeps the connection's place; what failed for good gives it back. */
const endsTheSync = (error: unknown): error is LadderError =>
  error instanceof LadderError && error.rung !== "needs_attention";

async function open(
  deps: SyncRunDependencies,
  step: StepContext,
  id: string,
): Promise<{ position: number; stream: string }[]> {
  await assertPlace(deps, step, id);
  const ready = await readySync(deps, id);
  const { replayOf } = ready.sync;
  if (replayOf !== null) await assertPages(deps, replayOf, null);
  const frozen = freezeSettings(ready);
  const opening = {
    syncId: id,
    destinationMark: `${frozen.destination.type} ${frozen.destination.fingerprint}`,
    connectionId: ready.connection.id,
    chosen: ready.connection.config.streams,
    destination: ready.destination.destination,
  };
  const { pool } = deps.db;
  const known = await listSyncStreams(pool, [id]);
  if (known.length === 0) {
    const offered = replayOf === null ? await ready.source.streams(contextOf(deps, step, ready)) : [];
    await inTransaction(pool, async (client) => {
      await step.fence(client);
      const streams =
        replayOf === null
          ? await streamsOfSource(client, opening, offered)
          : await streamsOfReplay(client, opening, replayOf);
      await insertSyncStreams(client, streams);
      await freezeSync(client, id, frozen);
    });
  }
  return (await listSyncStreams(pool, [id])).map(({ position, stream }) => ({ position, stream }));
}

async function deliver(
  deps: SyncRunDependencies,
  step: StepContext,
  id: string,
  position: number,
): Promise<null> {
  await assertPlace(deps, step, id);
  const ready = await readySync(deps, id);
  const stream = (await listSyncStreams(deps.db.pool, [id])).find((each) => each.position === position);
  if (stream === undefined) throw new NeedsAttention(`Stream ${position} of the sync ${id} is gone.`);
  const { frozen, replayOf } = ready.sync;
  if (frozen === null) throw new Broken(`The sync ${id} has streams, and no settings it opened with.`);
  assertAsFrozen(frozen, id, ready);
  await assertOwnPages(deps, replayOf, stream);
  const account = ready.source.budget?.account ?? null;
  await using news = new SyncNews(deps.db.pool, deps.clock, id, account);
  await untilDraining(step, async (signal) =>
    deliverStream(
      await workOf(deps, {
        ...ready,
        frozen,
        stream,
        fence: (client) => step.fence(client),
        gotOn: onceInATry((client) => step.gotOn(client)),
        context: { ...contextOf(deps, step, ready), signal },
        onRead: (records) => news.tell(stream.id, records),
        onWaiting: (message) => news.tellWaiting(message),
      }),
    ),
  );
  return null;
}

/** Pages are deleted when a sync has ended for long, also of one that goes again after that. */
async function assertOwnPages(
  deps: SyncDependencies,
  replayOf: string | null,
  { syncId, stream, status, checkpoint, pages }: StoredSyncStream,
): Promise<void> {
  if (status === "done") return;
  if (replayOf !== null) return assertPages(deps, replayOf, stream);
  if (checkpoint.page > 0 && pages === 0)
    throw new NeedsAttention(
      `The pages of ${stream} that the sync ${syncId} had read were deleted after the days that pages are kept: cancel it and start another.`,
    );
}

/** What is replayed must be all there: a part of it would be delivered as if it were everything. */
async function assertPages({ db }: SyncDependencies, replayOf: string, only: string | null): Promise<void> {
  const missing = await inTransaction(db.pool, async (client) => {
    await holdPages(client);
    return missingPages(client, replayOf, only);
  });
  if (missing !== null)
    throw new NeedsAttention(
      `${missing} Cancel this replay, and replay a newer sync or read the source again.`,
    );
}

/** One note is enough: the next is the next try's. */
function onceInATry(note: (client: PoolClient) => Promise<void>): (client: PoolClient) => Promise<void> {
  let isNoted = false;
  return async (client) => {
    if (isNoted) return;
    await note(client);
    isNoted = true;
  };
}

/** A stream may take hours: when the process is asked to stop, what is under way is left, and the next worker goes on. */
async function untilDraining(step: StepContext, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const handOver = new TryAgainLater("The process stops; the sync goes on elsewhere, or at the next start.", {
    afterMs: 1_000,
  });
  const stop = () => stopping.abort(handOver);
  step.draining.addEventListener("abort", stop, { once: true });
  try {
    await work(AbortSignal.any([step.signal, stopping.signal]));
  } catch (error) {
    // Whatever the interruption looks like where it was noticed.
    throw stopping.signal.aborted && !step.signal.aborted ? handOver : error;
  } finally {
    step.draining.removeEventListener("abort", stop);
  }
}

async function readySync(deps: SyncDependencies, id: string): Promise<ReadySync> {
  const { db, shelf, secrets, budgets } = deps;
  const sync = await getSync(db.pool, id);
  const connection = sync === null ? null : await getConnectionOfSync(db.pool, id);
  if (sync === null || connection === null)
    throw new NeedsAttention(`The sync ${id} or its connection was deleted.`);
  const origin = sync.replayOf === null ? connection : await getConnectionOfSync(db.pool, sync.replayOf);
  if (origin === null)
    throw new NeedsAttention(`The sync ${sync.replayOf}, whose pages are replayed, was deleted.`);
  return attentive(async () => {
    const source = await readySource(shelf, secrets, origin.config.source);
    budgets.declare(source.budget, connection.config.reserved_rate_percent, connection.id);
    const destination = await readyDestination(shelf, secrets, connection.config.destination);
    return { sync, connection, origin, source, destination };
  });
}

/** Settings that can't be used are a person's to mend. */
async function attentive<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
    throw new NeedsAttention(error.message, { cause: error });
  }
}

function contextOf(deps: SyncDependencies, step: StepContext, { connection }: ReadySync) {
  return connectorContextOf(deps, {
    signal: step.signal,
    runId: step.runId,
    log: step.log,
    mayUsePrivateHosts: connection.config.private_hosts,
    mayReadReferences: connection.config.references_permitted === true,
  });
}

async function fail(
  { clock }: SyncDependencies,
  client: Parameters<typeof endSync>[0],
  id: string,
  error: LadderError,
): Promise<null> {
  await endSync(client, id, { outcome: "failed", message: error.message, isGreen: false });
  await publishSync(client, id, null, { nowMs: clock.now(), budget: null });
  return null;
}
