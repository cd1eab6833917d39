import type { Queryable } from "@millrace/platform/events";
import { storableJson, storableText } from "@millrace/platform/db";
import type { SyncCertificate, SyncDiff, SyncKind } from "../contract.ts";
import { isoTime } from "./connections.ts";

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
  /** Records of the connection's last finished sync: what this one will probably have. */
  expectedRecords: number | null;
}

const columns = `s.id, s.run_id as "runId", s.connection_id as "connectionId", c.name as "connectionName", s.kind,
  s.replay_of as "replayOf", ${isoTime("s.planned_at")} as "plannedAt", s.started_by as "startedBy",
  ${isoTime("s.created_at")} as "createdAt", ${isoTime("s.started_at")} as "startedAt", ${isoTime("s.ended_at")} as "endedAt",
  s.outcome, s.message, s.is_green as "isGreen", s.limited,
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

/**
 * Takes the connection's one place for a sync. Resolves with null when it is this sync's now, or was before; else with the id of
 * the sync that has it.
 */
export async function takePlace(client: Queryable, sync: NewSync): Promise<string | null> {
  const { id, runId, connectionId, kind, replayOf, plannedAt, startedBy } = sync;
  const { rowCount } = await client.query(
    `insert into connect.sync (id, run_id, connection_id, kind, replay_of, planned_at, started_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [id, runId, connectionId, kind, replayOf, plannedAt, startedBy],
  );
  if (rowCount === 1) return null;
  const { rows } = await client.query(
    `select id from connect.sync where id = $1 or (connection_id = $2 and ended_at is null) order by id = $1 desc limit 1`,
    [id, connectionId],
  );
  const [found] = rows as { id: string }[];
  return found === undefined || found.id === id ? null : found.id;
}

/** An ended sync whose run goes again takes its place back. Resolves with the id of the one that has it, or null. */
export async function takePlaceBack(client: Queryable, id: string): Promise<string | null> {
  const { rows } = await client.query(
    `select o.id from connect.sync s join connect.sync o on o.connection_id = s.connection_id and o.id <> s.id and o.ended_at is null
     where s.id = $1`,
    [id],
  );
  const [other] = rows as { id: string }[];
  if (other !== undefined) return other.id;
  await client.query(
    `update connect.sync set ended_at = null, outcome = null, message = null, is_green = null,
       started_at = coalesce(started_at, now()) where id = $1`,
    [id],
  );
  return null;
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

/** Planned times of a connection that have a sync already. */
export async function knownTimes(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query(`select id from connect.sync where id = any($1)`, [ids]);
  return new Set((rows as { id: string }[]).map(({ id }) => id));
}
