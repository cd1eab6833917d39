import type { Queryable } from "@millrace/platform/events";
import { storableJson } from "@millrace/platform/db";
import type { SyncMode } from "../contract.ts";
import type { JsonSchema } from "../connectors/context.ts";
import type { CommitReport } from "../destinations/destination.ts";
import type { Checkpoint } from "../sync/checkpoint.ts";
import type { PutAside } from "../sync/assemble-batches.ts";

/** A stream of a sync as it is kept. */
export interface StoredSyncStream {
  id: number;
  syncId: string;
  position: number;
  stream: string;
  target: string;
  mode: SyncMode;
  primaryKey: string[];
  schema: JsonSchema;
  about: string;
  isIncremental: boolean;
  fromState: string | null;
  status: "waiting" | "running" | "done";
  checkpoint: Checkpoint;
  report: CommitReport | null;
  /** Pages in the log. */
  pages: number;
  /** Records read so far, delivered or not. */
  readRecords: number;
}

const columns = `id::int, sync_id as "syncId", position, stream, target, mode, primary_key as "primaryKey", schema, about,
  is_incremental as "isIncremental", from_state as "fromState", status, checkpoint, report,
  (select count(*)::int from connect.page p where p.sync_stream_id = sync_stream.id) as pages, read_records as "readRecords"`;

export type NewSyncStream = Omit<StoredSyncStream, "id" | "status" | "report" | "pages" | "readRecords">;

/** What a sync will read and deliver, fixed once: a second call changes nothing. */
export async function insertSyncStreams(client: Queryable, streams: readonly NewSyncStream[]): Promise<void> {
  await client.query(
    `insert into connect.sync_stream (sync_id, position, stream, target, mode, primary_key, schema, about, is_incremental,
       from_state, checkpoint)
     select s."syncId", s.position, s.stream, s.target, s.mode, s."primaryKey", s.schema, s.about, s."isIncremental",
       s."fromState", s.checkpoint
     from jsonb_to_recordset($1::jsonb) as s("syncId" text, position int, stream text, target text, mode text,
       "primaryKey" text[], schema jsonb, about text, "isIncremental" boolean, "fromState" text, checkpoint jsonb)
     on conflict (sync_id, position) do nothing`,
    [storableJson(streams)],
  );
}

export async function listSyncStreams(
  db: Queryable,
  syncIds: readonly string[],
): Promise<StoredSyncStream[]> {
  const { rows } = await db.query(
    `select ${columns} from connect.sync_stream where sync_id = any($1) order by sync_id, position`,
    [syncIds],
  );
  return rows as StoredSyncStream[];
}

export async function getSyncStream(db: Queryable, id: number): Promise<StoredSyncStream | null> {
  const { rows } = await db.query(`select ${columns} from connect.sync_stream where id = $1`, [id]);
  return (rows as StoredSyncStream[])[0] ?? null;
}

/** How far a stream has come; with it, in the same transaction, what was put aside on the way. */
export async function saveCheckpoint(
  client: Queryable,
  id: number,
  checkpoint: Checkpoint,
  bad: readonly PutAside[],
): Promise<void> {
  await client.query(
    `update connect.sync_stream set status = 'running', checkpoint = $2::jsonb where id = $1`,
    [id, storableJson(checkpoint)],
  );
  if (bad.length === 0) return;
  await client.query(
    `insert into connect.dead_record (sync_stream_id, page, "offset", code, reason, record)
     select $1, b.page, b."offset", b.code, b.reason, b.record
     from jsonb_to_recordset($2::jsonb) as b(page int, "offset" int, code text, reason text, record text)
     on conflict (sync_stream_id, page, "offset") do nothing`,
    [id, storableJson(bad)],
  );
}

/** The stream begins again: what it had put aside is found again. */
export async function resetSyncStream(client: Queryable, id: number, first: Checkpoint): Promise<void> {
  await client.query(`update connect.sync_stream set checkpoint = $2::jsonb where id = $1`, [
    id,
    storableJson(first),
  ]);
  await client.query(`delete from connect.dead_record where sync_stream_id = $1`, [id]);
}

/** How much was read, for whoever watches. */
export async function noteRead(db: Queryable, id: number, records: number): Promise<void> {
  await db.query(`update connect.sync_stream set read_records = $2 where id = $1`, [id, records]);
}

export async function endSyncStream(client: Queryable, id: number, report: CommitReport): Promise<void> {
  await client.query(`update connect.sync_stream set status = 'done', report = $2::jsonb where id = $1`, [
    id,
    storableJson(report),
  ]);
}

/** The newest checkpoint that a connection's earlier sync of a stream ended with; null when there is none. */
export async function lastShape(
  db: Queryable,
  connectionId: string,
  stream: string,
  target: string,
): Promise<Checkpoint["shaper"] | null> {
  const { rows } = await db.query(
    `select t.checkpoint -> 'shaper' as shaper from connect.sync_stream t
     join connect.sync s on s.id = t.sync_id
     where s.connection_id = $1 and t.stream = $2 and t.target = $3 and t.status = 'done' and s.kind <> 'dry_run'
     order by s.created_at desc limit 1`,
    [connectionId, stream, target],
  );
  return (rows as { shaper: Checkpoint["shaper"] }[])[0]?.shaper ?? null;
}
