import type { PoolClient } from "pg";
import { NeedsAttention } from "@millrace/platform/errors";
import type { ReadyDestination, ReadySource } from "../connectors/bind.ts";
import type { ConnectorContext } from "../connectors/context.ts";
import type { DeliveryJob } from "../destinations/destination.ts";
import type { StoredConnection } from "../queries/connections.ts";
import { highestPage } from "../queries/pages.ts";
import { streamStateOf } from "../queries/stream-states.ts";
import { listSyncStreams, type StoredSyncStream } from "../queries/sync-streams.ts";
import { countLimited, type StoredSync } from "../queries/syncs.ts";
import type { SyncDependencies } from "../workflows/dependencies.ts";
import { dryDelivery } from "./dry-delivery.ts";
import type { FrozenSettings } from "./frozen-settings.ts";
import { comparesRecords, needsKey, writeModeOf } from "./modes.ts";
import { readsAll } from "./reads-all.ts";
import type { StreamWork } from "./stream-work.ts";

export interface WorkParts {
  sync: StoredSync;
  frozen: FrozenSettings;
  connection: StoredConnection;
  source: ReadySource;
  destination: ReadyDestination;
  stream: StoredSyncStream;
  context: ConnectorContext;
  fence: (client: PoolClient) => Promise<void>;
  gotOn: (client: PoolClient) => Promise<void>;
  onRead: (records: number) => void;
  onWaiting: (message: string) => void;
}

/** Everything the delivery of a stream stands on, from the sync, its connection and its connectors. */
export async function workOf(deps: SyncDependencies, parts: WorkParts): Promise<StreamWork> {
  const { pool } = deps.db;
  const { sync, frozen, connection, stream, context } = parts;
  const { config } = connection;
  const replays = sync.replayOf === null ? null : await replayedStream(deps, sync.replayOf, stream.stream);
  const isDryRun = sync.kind === "dry_run";
  const { id: streamId } = await streamStateOf(pool, connection.id, stream.stream);

  return {
    pool,
    objects: deps.objects,
    stream,
    streamId,
    pagesSyncId: sync.replayOf ?? sync.id,
    plannedAt: sync.plannedAt,
    pagesOf: replays?.id ?? stream.id,
    replays: replays?.id ?? null,
    highestPage: await highestPage(pool, sync.id),
    baseShape: stream.checkpoint.base,
    source: boundSource(parts),
    isCounted: parts.source.budget !== null,
    destination: {
      ...parts.destination.destination,
      columnName: (field) => parts.destination.destination.columnName(field),
      refusals: (table) => parts.destination.refusals(table),
    },
    context,
    options: {
      schemaPolicy: frozen.schemaPolicy,
      provenance: frozen.provenance,
      parallelUploads: config.parallel_uploads,
      badRecordsPercent: config.bad_records_percent,
    },
    isDryRun,
    isFinalAtWrite: isDryRun || parts.destination.isFinalAtWrite(writeModeOf(stream.mode)),
    ...keyWork(stream, readsAll(replays ?? stream), isDryRun),
    keepsState: sync.kind === "sync",
    random: deps.random,
    openDelivery: () =>
      isDryRun ? Promise.resolve(dryDelivery) : parts.destination.open(jobOf(parts), context),
    fence: parts.fence,
    gotOn: parts.gotOn,
    onRead: parts.onRead,
    onWaiting: parts.onWaiting,
    onLimited: () =>
      void countLimited(pool, sync.id).catch((error: unknown) =>
        context.log.warn({ error }, "a 429 was not counted"),
      ),
  };
}

function keyWork(
  stream: StoredSyncStream,
  /** Of a replay, whether the sync it replays did. */
  isAllRead: boolean,
  isDryRun: boolean,
): Pick<StreamWork, "tracksKeys" | "needsKeys" | "findsGone" | "replacesAll"> {
  const tracksKeys = comparesRecords(stream.mode) && stream.primaryKey.length > 0;
  const replacesAll = writeModeOf(stream.mode) === "overwrite";
  const tellsGone = stream.mode === "change_feed" || (isDryRun && replacesAll);
  return {
    tracksKeys,
    needsKeys: needsKey(stream.mode),
    findsGone: tracksKeys && isAllRead && tellsGone,
    replacesAll,
  };
}

/** What a destination is told of the delivery. */
export function jobOf({
  sync,
  connection,
  stream,
  destination,
}: Pick<WorkParts, "sync" | "connection" | "stream" | "destination">): DeliveryJob {
  return {
    syncId: sync.id,
    connection: { id: connection.id, name: sync.frozen?.connectionName ?? connection.name },
    plannedAt: sync.plannedAt,
    stream: stream.stream,
    target: stream.target,
    mode: writeModeOf(stream.mode),
    primaryKey: stream.primaryKey.map((field) => destination.destination.columnName(field)),
  };
}

function boundSource({ source, stream }: WorkParts): StreamWork["source"] {
  const asked = {
    name: stream.stream,
    about: stream.about,
    schema: stream.schema,
    primaryKey: stream.primaryKey,
    isIncremental: stream.isIncremental,
  };
  return {
    read: (request, context) => source.read({ ...request, stream: asked }, context),
    decode: (body) => source.decode(body, asked),
  };
}

async function replayedStream(
  deps: SyncDependencies,
  syncId: string,
  stream: string,
): Promise<StoredSyncStream> {
  const found = (await listSyncStreams(deps.db.pool, [syncId])).find((each) => each.stream === stream);
  if (found !== undefined) return found;
  throw new NeedsAttention(`The sync ${syncId} has no pages of ${stream} any more.`);
}
