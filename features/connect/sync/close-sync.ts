import type { Queryable } from "@millrace/platform/events";
import { Broken } from "@millrace/platform/errors";
import type { SyncCertificate, SyncDiff } from "../contract.ts";
import { getConnectionOfSync, type StoredConnection } from "../queries/connections.ts";
import { sumPages } from "../queries/pages.ts";
import { countKeys, dropKeyChanges } from "../queries/record-keys.ts";
import { listSyncStreams, type StoredSyncStream } from "../queries/sync-streams.ts";
import { endSync, getSync, readProof, saveCertificate, type StoredSync } from "../queries/syncs.ts";
import { brokenEquation, certifyStream, isGreen } from "./certify.ts";
import { comparesRecords } from "./modes.ts";
import { publishSync } from "./publish-sync.ts";

/** Every stream is delivered: the certificate, the diff of a dry run, the end. */
export async function closeSync(
  client: Queryable,
  id: string,
  nowMs: number,
): Promise<{ is_green: boolean; delivered: number }> {
  const sync = await getSync(client, id);
  const connection = await getConnectionOfSync(client, id);
  if (sync === null || connection === null) throw new Broken(`The sync ${id} ended without its records.`);
  const streams = await listSyncStreams(client, [id]);
  // One it has was given for these very deliveries; its pages may be gone since.
  const certificate =
    (await readProof(client, id))?.certificate ??
    (await certify(client, { sync, connection, streams, nowMs }));
  const green = certificate.is_green;
  const diff = sync.kind === "dry_run" ? diffOf(id, streams) : null;
  await saveCertificate(client, id, { certificate, diff });
  for (const stream of streams) await dropKeyChanges(client, stream.id);
  await endSync(client, id, {
    outcome: "succeeded",
    message: green ? null : brokenEquation(certificate.streams),
    isGreen: green,
  });
  await publishSync(client, id, null, { nowMs, budget: null });
  return {
    is_green: green,
    delivered: certificate.streams.reduce((sum, { delivered }) => sum + delivered, 0),
  };
}

async function certify(
  client: Queryable,
  parts: {
    sync: StoredSync;
    connection: StoredConnection;
    streams: readonly StoredSyncStream[];
    nowMs: number;
  },
): Promise<SyncCertificate> {
  const { sync, connection, streams, nowMs } = parts;
  const replayed = sync.replayOf === null ? [] : await listSyncStreams(client, [sync.replayOf]);
  const certified: SyncCertificate["streams"] = [];
  for (const stream of streams) {
    const pagesOf = replayed.find((each) => each.stream === stream.stream)?.id ?? stream.id;
    const follows = comparesRecords(stream.mode) && stream.primaryKey.length > 0;
    const keys = follows ? await countKeys(client, stream.id) : null;
    certified.push(certifyStream(stream, { ...(await sumPages(client, pagesOf)), keys }));
  }
  return {
    sync_id: sync.id,
    connection_id: connection.id,
    connection_name: connection.name,
    source: connection.config.source.type,
    destination: connection.config.destination.type,
    guarantee: connection.config.guarantee,
    planned_at: sync.plannedAt,
    started_at: sync.startedAt ?? sync.createdAt,
    ended_at: new Date(nowMs).toISOString(),
    is_green: isGreen(certified),
    streams: certified,
  };
}

/** The counts of a dry run; records are shown by whoever reads the diff, from the page log. */
function diffOf(id: string, streams: readonly StoredSyncStream[]): SyncDiff {
  return {
    sync_id: id,
    streams: streams.map(({ stream, target, mode, primaryKey, checkpoint }) => {
      const { tally, changedFields } = checkpoint;
      const compares = comparesRecords(mode) && primaryKey.length > 0;
      return {
        stream,
        target,
        mode,
        records: tally.records,
        adds: compares ? tally.inserts : tally.rows,
        changes: tally.updates,
        removes: tally.gone,
        unchanged: tally.unchanged,
        bad: tally.bad,
        changed_fields: Object.entries(changedFields)
          .map(([field, count]) => ({ field, count }))
          .toSorted((a, b) => b.count - a.count),
        samples: [],
      };
    }),
  };
}
