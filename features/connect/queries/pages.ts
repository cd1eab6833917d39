import type { Queryable } from "@millrace/platform/events";

/** A row of the page log. */
export interface LoggedPage {
  number: number;
  objectHash: string;
  byteOffset: number;
  byteLength: number;
  bodyHash: string;
  next: string | null;
  isResumable: boolean;
  state: string | null;
  requestId: string | null;
  origin: string;
  /** ISO 8601. */
  fetchedAt: string;
}

const columns = `number, object_hash as "objectHash", byte_offset as "byteOffset", byte_length as "byteLength",
  body_hash as "bodyHash", next, is_resumable as "isResumable", state, request_id as "requestId", origin,
  to_char(fetched_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "fetchedAt"`;

/** Call it in a transaction fenced for the run, after the object's bytes are durable. */
export async function insertPages(
  client: Queryable,
  at: { syncId: string; syncStreamId: number },
  pages: readonly LoggedPage[],
): Promise<void> {
  await client.query(
    `insert into connect.page (sync_id, sync_stream_id, number, object_hash, byte_offset, byte_length, body_hash, next,
       is_resumable, state, request_id, origin, fetched_at)
     select $1, $2, p."number", p."objectHash", p."byteOffset", p."byteLength", p."bodyHash", p."next",
       p."isResumable", p."state", p."requestId", p."origin", p."fetchedAt"
     from jsonb_to_recordset($3::jsonb) as p("number" int, "objectHash" text, "byteOffset" int, "byteLength" int,
       "bodyHash" text, "next" text, "isResumable" boolean, "state" text, "requestId" text, "origin" text, "fetchedAt" timestamptz)`,
    [at.syncId, at.syncStreamId, JSON.stringify(pages)],
  );
}

/** The next pages of a stream after a number, in order. */
export async function listPages(
  db: Queryable,
  syncStreamId: number,
  after: number,
  limit: number,
): Promise<LoggedPage[]> {
  const { rows } = await db.query(
    `select ${columns} from connect.page where sync_stream_id = $1 and number > $2 order by number limit $3`,
    [syncStreamId, after, limit],
  );
  return rows as LoggedPage[];
}

/** The page after which reading can go on: the last one that is resumable or ends the stream. */
export async function lastResumablePage(db: Queryable, syncStreamId: number): Promise<LoggedPage | null> {
  const { rows } = await db.query(
    `select ${columns} from connect.page where sync_stream_id = $1 and (is_resumable or next is null)
     order by number desc limit 1`,
    [syncStreamId],
  );
  return (rows as LoggedPage[])[0] ?? null;
}

/** Drops what was logged behind it: it is read again, and was not delivered. */
export async function dropPagesAfter(client: Queryable, syncStreamId: number, after: number): Promise<void> {
  await client.query(`delete from connect.page where sync_stream_id = $1 and number > $2`, [
    syncStreamId,
    after,
  ]);
}

/** Numbers count through a sync: the highest there is, 0 before the first. */
export async function highestPage(db: Queryable, syncId: string): Promise<number> {
  const { rows } = await db.query(
    `select coalesce(max(number), 0)::int as highest from connect.page where sync_id = $1`,
    [syncId],
  );
  return (rows as { highest: number }[])[0]?.highest ?? 0;
}

/** Number, bytes and one hash over all pages of a stream, for its certificate. */
export async function sumPages(
  db: Queryable,
  syncStreamId: number,
): Promise<{ pages: number; bytes: number; hash: string; lastState: string | null }> {
  const { rows } = await db.query(
    `select count(*)::int as pages, coalesce(sum(byte_length), 0)::float8 as bytes,
       encode(sha256(convert_to(coalesce(string_agg(body_hash, '' order by number), ''), 'UTF8')), 'hex') as hash,
       (select l.state from connect.page l where l.sync_stream_id = $1 order by l.number desc limit 1) as "lastState"
     from connect.page where sync_stream_id = $1`,
    [syncStreamId],
  );
  return (
    (rows as { pages: number; bytes: number; hash: string; lastState: string | null }[])[0] ?? {
      pages: 0,
      bytes: 0,
      hash: "",
      lastState: null,
    }
  );
}
