import type { Queryable } from "@millrace/platform/events";
import { storableJson } from "@millrace/platform/db";
import type { ConnectionSchedule } from "../contract.ts";
import type { ConnectionConfig } from "../sync/connection-config.ts";

/** A connection as it is kept. */
export interface StoredConnection {
  id: string;
  name: string;
  config: ConnectionConfig;
  schedule: ConnectionSchedule | null;
  decidedUntil: string | null;
  isPaused: boolean;
  isDemo: boolean;
  createdAt: string;
  changedAt: string;
  runningSyncId: string | null;
  lastSync: {
    id: string;
    outcome: string | null;
    isGreen: boolean | null;
    message: string | null;
    endedAt: string | null;
    records: number;
  } | null;
}

export const isoTime = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns = `c.id, c.name, c.config, c.schedule, ${isoTime("c.decided_until")} as "decidedUntil",
  c.is_paused as "isPaused", c.is_demo as "isDemo", ${isoTime("c.created_at")} as "createdAt",
  ${isoTime("c.changed_at")} as "changedAt",
  (select s.id from connect.sync s where s.connection_id = c.id and s.ended_at is null) as "runningSyncId",
  (select jsonb_build_object('id', s.id, 'outcome', s.outcome, 'isGreen', s.is_green, 'message', s.message,
     'endedAt', ${isoTime("s.ended_at")}, 'records', coalesce((select sum((t.checkpoint -> 'tally' ->> 'records')::bigint)
       from connect.sync_stream t where t.sync_id = s.id), 0))
   from connect.sync s where s.connection_id = c.id and s.kind <> 'dry_run' order by s.created_at desc limit 1) as "lastSync"`;

export async function getConnection(db: Queryable, id: string): Promise<StoredConnection | null> {
  const { rows } = await db.query(
    `select ${columns} from connect.connection c where c.id = $1 and c.deleted_at is null`,
    [id],
  );
  return (rows as StoredConnection[])[0] ?? null;
}

/** The connection of a sync, deleted or not. */
export async function getConnectionOfSync(db: Queryable, syncId: string): Promise<StoredConnection | null> {
  const { rows } = await db.query(
    `select ${columns} from connect.connection c join connect.sync o on o.connection_id = c.id where o.id = $1`,
    [syncId],
  );
  return (rows as StoredConnection[])[0] ?? null;
}

export async function findConnection(db: Queryable, name: string): Promise<StoredConnection | null> {
  const { rows } = await db.query(
    `select ${columns} from connect.connection c where lower(c.name) = lower($1) and c.deleted_at is null`,
    [name],
  );
  return (rows as StoredConnection[])[0] ?? null;
}

export interface ConnectionPlace {
  name: string;
  id: string;
}

/** By name. */
export async function listConnections(
  db: Queryable,
  { q, after, limit }: { q: string | null; after: ConnectionPlace | null; limit: number },
): Promise<StoredConnection[]> {
  const { rows } = await db.query(
    `select ${columns} from connect.connection c
     where c.deleted_at is null and ($1::text is null or position(lower($1) in lower(c.name || ' ' || (c.config -> 'source' ->> 'type') || ' ' || (c.config -> 'destination' ->> 'type'))) > 0)
       and ($2::text is null or (lower(c.name), c.id) > (lower($2), $3::uuid))
     order by lower(c.name), c.id limit $4`,
    [q, after?.name ?? null, after?.id ?? null, limit],
  );
  return rows as StoredConnection[];
}

/** Those with a schedule that may start something now. */
export async function listScheduled(db: Queryable): Promise<StoredConnection[]> {
  const { rows } = await db.query(
    `select ${columns} from connect.connection c
     where c.deleted_at is null and c.schedule is not null and not c.is_paused order by c.id`,
  );
  return rows as StoredConnection[];
}

export interface ConnectionToSave {
  id: string;
  name: string;
  config: ConnectionConfig;
  schedule: ConnectionSchedule | null;
  isPaused: boolean;
  isDemo: boolean;
}

/** Throws the database's unique violation when the name is taken. A new schedule is decided from now on. */
export async function saveConnection(client: Queryable, connection: ConnectionToSave): Promise<void> {
  const { id, name, config, schedule, isPaused, isDemo } = connection;
  await client.query(
    `insert into connect.connection as known (id, name, config, schedule, decided_until, is_paused, is_demo)
     values ($1, $2, $3::jsonb, $4::jsonb, now(), $5, $6)
     on conflict (id) do update set name = excluded.name, config = excluded.config, schedule = excluded.schedule,
       decided_until = case when known.schedule is not distinct from excluded.schedule and known.is_paused = excluded.is_paused
         then known.decided_until else now() end,
       is_paused = excluded.is_paused, changed_at = now()`,
    [id, name, storableJson(config), schedule === null ? null : JSON.stringify(schedule), isPaused, isDemo],
  );
}

/**
 * When it was changed last, and nobody changes it until the end of the transaction; null when there is none. As
 * `StoredConnection.changedAt`.
 */
export async function lockConnection(client: Queryable, id: string): Promise<string | null> {
  const { rows } = await client.query(
    `select ${isoTime("changed_at")} as "changedAt" from connect.connection where id = $1 and deleted_at is null for update`,
    [id],
  );
  return (rows as { changedAt: string }[])[0]?.changedAt ?? null;
}

/** Whether there was such a connection. Planned times of its pause are not caught up with. */
export async function pauseConnection(client: Queryable, id: string, isPaused: boolean): Promise<boolean> {
  const { rows } = await client.query(
    `update connect.connection set is_paused = $2, changed_at = now(),
       decided_until = case when is_paused = $2 then decided_until else now() end
     where id = $1 and deleted_at is null returning id`,
    [id, isPaused],
  );
  return rows.length > 0;
}

export async function deleteConnection(client: Queryable, id: string): Promise<void> {
  await client.query(`update connect.connection set deleted_at = now(), schedule = null where id = $1`, [id]);
}

/** Planned times up to this one are decided. */
export async function decideUntil(client: Queryable, id: string, until: string): Promise<void> {
  await client.query(
    `update connect.connection set decided_until = greatest(coalesce(decided_until, $2::timestamptz), $2::timestamptz) where id = $1`,
    [id, until],
  );
}
