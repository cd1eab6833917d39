import { storableText } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";

/** What is known of a key: from this sync, else from what was delivered before. */
export interface KnownKey {
  key: string;
  hash: Buffer | null;
  fields: Buffer | null;
  /** This sync has met it already. */
  isSeen: boolean;
  /** The sync before met it more than once, not always the same. */
  isRepeated: boolean;
  /** Where its version of before lies; null when there was none. */
  before: { syncId: string; page: number; offset: number } | null;
}

/** What a sync found of a key. `hash` null: as it was; empty: gone. */
export interface KeyChange {
  key: string;
  hash: Buffer | null;
  fields: Buffer | null;
  page: number;
  offset: number;
  /** Met more than once in this sync, not always the same. Default false. */
  isRepeated?: boolean;
  /** What became of it is said when everything was read. Default false. */
  isDeferred?: boolean;
}

interface StreamIds {
  syncStreamId: number;
  streamId: number;
}

/** Where a sync looks up and notes keys. */
export interface KeyPlace extends StreamIds {
  /** The sync whose pages are delivered: what it has noted itself already is not what was known before. */
  pagesSyncId: string;
}

export async function readKnownKeys(
  db: Queryable,
  { syncStreamId, streamId, pagesSyncId }: KeyPlace,
  keys: readonly string[],
): Promise<KnownKey[]> {
  const { rows } = await db.query(
    `select k.key, coalesce(c.hash, r.hash) as hash, coalesce(c.fields, r.fields) as fields, c.key is not null as seen,
       coalesce(r.is_repeated and r.sync_id <> $4, false) as repeated, r.sync_id, r.page, r."offset"
     from unnest($3::text[]) as k(key)
     left join connect.record_change c on c.sync_stream_id = $1 and c.key = k.key
     left join connect.record_key r on r.stream_id = $2 and r.key = k.key`,
    [syncStreamId, streamId, keys, pagesSyncId],
  );
  return (
    rows as {
      key: string;
      hash: Buffer | null;
      fields: Buffer | null;
      seen: boolean;
      repeated: boolean;
      sync_id: string | null;
      page: number;
      offset: number;
    }[]
  ).map(({ key, hash, fields, seen, repeated, sync_id, page, offset }) => ({
    key,
    hash,
    fields,
    isSeen: seen,
    isRepeated: repeated,
    before: sync_id === null ? null : { syncId: sync_id, page, offset },
  }));
}

/** Notes what a batch found; call it with the batch's save. */
export async function saveKeyChanges(
  client: Queryable,
  syncStreamId: number,
  changes: readonly KeyChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const newest = newestOfEach(changes);
  await client.query(
    `insert into connect.record_change as known
       (sync_stream_id, key, hash, fields, page, "offset", is_repeated, is_deferred)
     select $1, * from unnest($2::text[], $3::bytea[], $4::bytea[], $5::int[], $6::int[], $7::boolean[], $8::boolean[])
     on conflict (sync_stream_id, key) do update set hash = coalesce(excluded.hash, known.hash),
       fields = coalesce(excluded.fields, known.fields), page = excluded.page, "offset" = excluded."offset",
       is_repeated = known.is_repeated or excluded.is_repeated, is_deferred = excluded.is_deferred`,
    [
      syncStreamId,
      newest.map(({ key }) => key),
      newest.map(({ hash }) => hash),
      newest.map(({ fields }) => fields),
      newest.map(({ page }) => page),
      newest.map(({ offset }) => offset),
      newest.map(({ isRepeated = false }) => isRepeated),
      newest.map(({ isDeferred = false }) => isDeferred),
    ],
  );
}

/** A source may give a key twice in one batch, while its rows move under the paging: the later version counts. */
function newestOfEach(changes: readonly KeyChange[]): KeyChange[] {
  const newest = new Map<string, KeyChange>();
  for (const change of changes) {
    const before = newest.get(change.key);
    newest.set(change.key, before === undefined ? change : joined(before, change));
  }
  return [...newest.values()];
}

const joined = (before: KeyChange, after: KeyChange): KeyChange => ({
  ...after,
  hash: after.hash ?? before.hash,
  fields: after.fields ?? before.fields,
  isRepeated: after.isRepeated === true || before.isRepeated === true,
});

/** What a stream's sync found becomes what the connection knows. `keys`: only these; null: all of the sync. May be repeated. */
export async function applyKeyChanges(
  client: Queryable,
  { syncStreamId, streamId }: StreamIds,
  syncId: string,
  keys: readonly string[] | null,
): Promise<void> {
  await client.query(
    `insert into connect.record_key as known (stream_id, key, hash, fields, sync_id, page, "offset", is_repeated)
     select $2, key, hash, fields, $3, page, "offset", is_repeated from connect.record_change
     where sync_stream_id = $1 and octet_length(hash) > 0 and ($4::text[] is null or key = any($4))
     on conflict (stream_id, key) do update set hash = excluded.hash, fields = excluded.fields,
       sync_id = excluded.sync_id, page = excluded.page, "offset" = excluded."offset",
       is_repeated = excluded.is_repeated`,
    [syncStreamId, streamId, syncId, keys],
  );
  await client.query(
    `delete from connect.record_key as known using connect.record_change c
     where known.stream_id = $2 and c.sync_stream_id = $1 and c.key = known.key and octet_length(c.hash) = 0
       and ($3::text[] is null or c.key = any($3))`,
    [syncStreamId, streamId, keys],
  );
}

/** The next keys in the order of the page log of which it is still to be said what became of them, with where their newest version lies. */
export async function listDeferredKeys(
  db: Queryable,
  syncStreamId: number,
  limit: number,
): Promise<{ key: string; page: number; offset: number }[]> {
  const { rows } = await db.query(
    `select key, page, "offset" from connect.record_change where sync_stream_id = $1 and is_deferred order by page, "offset" limit $2`,
    [syncStreamId, limit],
  );
  return rows as { key: string; page: number; offset: number }[];
}

/** The next keys in order that were there before and that this sync did not meet. */
export async function listGoneKeys(
  db: Queryable,
  { syncStreamId, streamId }: StreamIds,
  after: string,
  limit: number,
): Promise<{ key: string; before: NonNullable<KnownKey["before"]> }[]> {
  const { rows } = await db.query(
    `select r.key, r.sync_id, r.page, r."offset" from connect.record_key r
     where r.stream_id = $2 and r.key > $3
       and not exists (select from connect.record_change c where c.sync_stream_id = $1 and c.key = r.key)
     order by r.key limit $4`,
    [syncStreamId, streamId, after, limit],
  );
  return (rows as { key: string; sync_id: string; page: number; offset: number }[]).map(
    ({ key, sync_id: syncId, page, offset }) => ({ key, before: { syncId, page, offset } }),
  );
}

/** Keys that were there before and that this sync did not meet are gone: what was delivered stands in their place. */
export async function markGone(client: Queryable, { syncStreamId, streamId }: StreamIds): Promise<void> {
  await client.query(
    `insert into connect.record_change (sync_stream_id, key, hash, page, "offset")
     select $1, r.key, '', 0, 0 from connect.record_key r
     where r.stream_id = $2
       and not exists (select from connect.record_change c where c.sync_stream_id = $1 and c.key = r.key)`,
    [syncStreamId, streamId],
  );
}

export async function countKeys(db: Queryable, syncStreamId: number): Promise<number> {
  const { rows } = await db.query(
    `select count(*)::int as keys from connect.record_change where sync_stream_id = $1 and (hash is null or octet_length(hash) > 0)`,
    [syncStreamId],
  );
  return (rows as { keys: number }[])[0]?.keys ?? 0;
}

/** Forgets what a sync found: it is applied, or the stream begins again. */
export async function dropKeyChanges(client: Queryable, syncStreamId: number): Promise<void> {
  await client.query(`delete from connect.record_change where sync_stream_id = $1`, [syncStreamId]);
}

/** Adds fields to those of a stream and resolves with all of them, in order; fields never change their place. */
export async function addFields(
  db: Queryable,
  streamId: number,
  names: readonly string[],
): Promise<string[]> {
  const fields = names.map(storableText);
  const { rows } = await db.query(
    `update connect.stream_state set fields = fields || array(
       select f from unnest($2::text[]) with ordinality as n(f, at) where f <> all(fields) order by at)
     where id = $1 returning fields`,
    [streamId, fields],
  );
  return (rows as { fields: string[] }[])[0]?.fields ?? [];
}
