import type { Queryable } from "@millrace/platform/events";
import { storableJson, storableText } from "@millrace/platform/db";
import type { SyncCertificate, SyncDiff, SyncKind } from "../contract.ts";
import { firstCheckpoint } from "../sync/checkpoint.ts";
import type { FrozenSettings } from "../sync/frozen-settings.ts";
import { isoTime } from "./connections.ts";
import { dropKeyChanges } from "./record-keys.ts";
import { listSyncStreams, resetSyncStream } from "./sync-streams.ts";

/** A sync as it is kept. */
export interface StoredSync {
  id: string;
  runId: string;
  connectionId: string;
  connectionName: string;
  kind: SyncKind;
  replayOf: string | null;
  plannedAt: string;
  startedBy: string;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  outcome: "succeeded" | "failed" | "cancelled" | null;
  message: string | null;
  isGreen: boolean | null;
  limited: number;
  /** What its batches are made by; null until it has opened. */
  frozen: FrozenSettings | null;
  /** Records of the connection's last finished sync: what this one will probably have. */
  expectedRecords: number | null;
}

const columns = `s.id, s.run_id as "runId", s.connection_id as "connectionId", c.name as "connectionName", s.kind,
  s.replay_of as "replayOf", ${isoTime("s.planned_at")} as "plannedAt", s.started_by as "startedBy",
  ${isoTime("s.created_at")} as "createdAt", ${isoTime("s.started_at")} as "startedAt", ${isoTime("s.ended_at")} as "endedAt",
  s.outcome, s.message, s.is_green as "isGreen", s.limited, s.frozen,
  case when s.ended_at is null then (select sum((t.checkpoint -> 'tally' ->> 'records')::bigint)::float8
    from connect.sync_stream t where t.sync_id = (select p.id from connect.sync p
      where p.connection_id = s.connection_id and p.outcome = 'succeeded' order by p.created_at desc limit 1)) end as "expectedRecords"`;
const from = `connect.sync s join connect.connection c on c.id = s.connection_id`;

export interface NewSync {
  id: string;
  runId: string;
  connectionId: string;
  kind: SyncKind;
  replayOf: string | null;
  plannedAt: string;
  startedBy: string;
}

/** A sync, and whether it is the one that was asked for. */
export interface TakenPlace {
  id: string;
  isOther: boolean;
  isEnded: boolean;
}

/**
 * Takes the connection's one place for a sync. Resolves with that sync, or with the one its planned time has already, whatever
 * the connection was called then; where another sync has the place, with that one.
 */
export async function takePlace(client: Queryable, sync: NewSync): Promise<TakenPlace> {
  const { id, runId, connectionId, kind, replayOf, plannedAt, startedBy } = sync;
  const { rowCount } = await client.query(
    `insert into connect.sync (id, run_id, connection_id, kind, replay_of, planned_at, started_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [id, runId, connectionId, kind, replayOf, plannedAt, startedBy],
  );
  const { rows } =
    rowCount === 1
      ? { rows: [] }
      : await client.query(
          `select s.id, not found.is_it as "isOther", s.ended_at is not null as "isEnded" from connect.sync s,
             lateral (select s.id = $1 or (s.kind = 'sync' and $3 = 'sync' and s.planned_at = $4) as is_it) as found
           where s.id = $1 or (s.connection_id = $2 and (s.ended_at is null or found.is_it))
           order by found.is_it desc limit 1`,
          [id, connectionId, kind, plannedAt],
        );
  return (rows as TakenPlace[])[0] ?? { id, isOther: false, isEnded: false };
}

/**
 * An ended sync whose run goes again takes its place back; what was removed of it at its destination begins again from the page
 * log. Resolves with the id of the sync that has the place, or null. `runId`: the run it is of from now on.
 */
export async function takePlaceBack(client: Queryable, id: string, runId: string): Promise<string | null> {
  const { rows } = await client.query(
    `select o.id from connect.sync s join connect.sync o on o.connection_id = s.connection_id and o.id <> s.id and o.ended_at is null
     where s.id = $1`,
    [id],
  );
  const [other] = rows as { id: string }[];
  if (other !== undefined) return other.id;
  await client.query(
    `update connect.sync set run_id = $2, ended_at = null, outcome = null, message = null, is_green = null,
       discard_began_at = null, discarded_at = null, started_at = coalesce(started_at, now()) where id = $1`,
    [id, runId],
  );
  await restartDiscarded(client, id);
  return null;
}

async function restartDiscarded(client: Queryable, id: string): Promise<void> {
  const { rows } = await client.query(
    `update connect.sync_stream set is_discarded = false where sync_id = $1 and is_discarded returning id::int`,
    [id],
  );
  const discarded = new Set((rows as { id: number }[]).map((row) => row.id));
  if (discarded.size === 0) return;
  for (const { id: streamId, status, checkpoint } of await listSyncStreams(client, [id])) {
    if (!discarded.has(streamId) || status === "done") continue;
    await resetSyncStream(client, streamId, firstCheckpoint(checkpoint.base));
    await dropKeyChanges(client, streamId);
  }
}

/** Whose run a sync is of, held until the transaction ends, and whether what it left is being removed just now. */
export async function lockSync(
  client: Queryable,
  id: string,
): Promise<{ runId: string; isEnded: boolean; isBeingDiscarded: boolean } | null> {
  const { rows } = await client.query(
    `select run_id as "runId", ended_at is not null as "isEnded",
       discard_began_at is not null and discarded_at is null as "isBeingDiscarded"
     from connect.sync where id = $1 for update`,
    [id],
  );
  return (rows as { runId: string; isEnded: boolean; isBeingDiscarded: boolean }[])[0] ?? null;
}

/** What the sync's batches are made by from now on: what was kept first counts. */
export async function freezeSync(client: Queryable, id: string, frozen: FrozenSettings): Promise<void> {
  await client.query(`update connect.sync set frozen = $2::jsonb where id = $1 and frozen is null`, [
    id,
    storableJson(frozen),
  ]);
}

/** Ended within the last days without being delivered, and what they left was not removed yet. Dry runs leave nothing. */
export async function listLeftSyncs(db: Queryable, days: number): Promise<StoredSync[]> {
  const { rows } = await db.query(
    `select ${columns} from ${from}
     where s.outcome in ('cancelled', 'failed') and s.discarded_at is null and s.kind <> 'dry_run'
       and s.ended_at > now() - make_interval(days => $1)
     order by s.ended_at limit 500`,
    [days],
  );
  return rows as StoredSync[];
}

/**
 * What the streams of an ended sync left is about to be removed. Resolves with false for a sync that goes on meanwhile.
 * `streamIds`: those that begin again from the page log when the sync goes on.
 */
export async function beginDiscard(
  client: Queryable,
  id: string,
  streamIds: readonly number[],
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update connect.sync set discard_began_at = now(), discarded_at = null
     where id = $1 and ended_at is not null and outcome in ('cancelled', 'failed')`,
    [id],
  );
  if (rowCount !== 1) return false;
  await client.query(`update connect.sync_stream set is_discarded = true where id = any($1)`, [streamIds]);
  for (const streamId of streamIds) await dropKeyChanges(client, streamId);
  return true;
}

/** What it left is removed. */
export async function endDiscard(client: Queryable, id: string): Promise<void> {
  await client.query(
    `update connect.sync set discarded_at = now() where id = $1 and discard_began_at is not null`,
    [id],
  );
}

export async function getSync(db: Queryable, id: string): Promise<StoredSync | null> {
  const { rows } = await db.query(`select ${columns} from ${from} where s.id = $1`, [id]);
  return (rows as StoredSync[])[0] ?? null;
}

export interface SyncPlace {
  created_us: number;
  id: string;
}

/** Newest first. */
export async function listSyncs(
  db: Queryable,
  filter: {
    connectionId: string | null;
    kind: SyncKind | null;
    ended: boolean | null;
    outcome: string | null;
    after: SyncPlace | null;
    limit: number;
  },
): Promise<(StoredSync & { place: SyncPlace })[]> {
  const { connectionId, kind, ended, outcome, after, limit } = filter;
  const { rows } = await db.query(
    `select ${columns}, (extract(epoch from s.created_at) * 1000000)::bigint::float8 as created_us from ${from}
     where ($1::uuid is null or s.connection_id = $1) and ($2::text is null or s.kind = $2)
       and ($3::boolean is null or (s.ended_at is not null) = $3) and ($4::text is null or s.outcome = $4)
       and ($5::float8 is null or ((extract(epoch from s.created_at) * 1000000)::bigint, s.id) < ($5::bigint, $6))
     order by s.created_at desc, s.id desc limit $7`,
    [connectionId, kind, ended, outcome, after?.created_us ?? null, after?.id ?? null, limit],
  );
  return (rows as (StoredSync & { created_us: number })[]).map(({ created_us, ...sync }) => ({
    ...sync,
    place: { created_us, id: sync.id },
  }));
}

/** Those that hold their connection's place. */
export async function listOpenSyncs(db: Queryable): Promise<StoredSync[]> {
  const { rows } = await db.query(
    `select ${columns} from ${from} where s.ended_at is null order by s.created_at`,
  );
  return rows as StoredSync[];
}

export interface SyncEnd {
  outcome: "succeeded" | "failed" | "cancelled";
  message: string | null;
  isGreen: boolean | null;
}

/** Gives the place back. Does nothing to one that has ended. */
export async function endSync(
  client: Queryable,
  id: string,
  { outcome, message, isGreen }: SyncEnd,
): Promise<void> {
  await client.query(
    `update connect.sync set ended_at = now(), outcome = $2, message = $3, is_green = $4 where id = $1 and ended_at is null`,
    [id, outcome, message === null ? null : storableText(message), isGreen],
  );
}

export async function saveCertificate(
  client: Queryable,
  id: string,
  { certificate, diff }: { certificate: SyncCertificate | null; diff: SyncDiff | null },
): Promise<void> {
  await client.query(`update connect.sync set certificate = $2::jsonb, diff = $3::jsonb where id = $1`, [
    id,
    certificate === null ? null : storableJson(certificate),
    diff === null ? null : storableJson(diff),
  ]);
}

export async function readProof(
  db: Queryable,
  id: string,
): Promise<{ certificate: SyncCertificate | null; diff: SyncDiff | null } | null> {
  const { rows } = await db.query(`select certificate, diff from connect.sync where id = $1`, [id]);
  return (rows as { certificate: SyncCertificate | null; diff: SyncDiff | null }[])[0] ?? null;
}

export async function countLimited(db: Queryable, id: string): Promise<void> {
  await db.query(`update connect.sync set limited = limited + 1 where id = $1`, [id]);
}

/** Which of these planned times (ISO 8601) a connection has a sync of already, whatever it was called then. */
export async function knownTimes(
  db: Queryable,
  connectionId: string,
  times: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query(
    `select ${isoTime("planned_at")} as time from connect.sync
     where connection_id = $1 and kind = 'sync' and planned_at = any($2::timestamptz[])`,
    [connectionId, times],
  );
  return new Set((rows as { time: string }[]).map(({ time }) => time));
}
