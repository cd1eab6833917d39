import { pageCursor, type Database } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";
import { z } from "zod";
import type { CollectionRequest, SourceId, WallKind } from "../contract.ts";
import { isoTime } from "./iso-time.ts";

/** A collection as stored; its status while it runs is the engine's to say. */
export interface StoredCollection {
  id: string;
  source: SourceId;
  keywords: string;
  rules: string;
  created_at: string;
  ended_at: string | null;
  outcome: "succeeded" | "failed" | "cancelled" | "paused" | null;
  wall: WallKind | null;
  message: string | null;
  pages: number;
  seen: number;
  saved: number;
  rejected: number;
  problems: string[];
}

/** Writes the collection's row before its run starts; a second call changes nothing. */
export async function insertCollection(db: Queryable, id: string, request: CollectionRequest): Promise<void> {
  await db.query(
    `insert into posts.collection (id, source, keywords, max_posts, rules) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [id, request.source, request.keywords, request.max_posts, request.rules],
  );
}

/** Ends a collection well, once; whatever its run was taken for before. */
export async function endCollection(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update posts.collection set ended_at = now(), outcome = 'succeeded', wall = null, message = null
     where id = $1 and outcome is distinct from 'succeeded'`,
    [id],
  );
}

/** How the run of a collection ended that didn't succeed. */
export interface BadEnd {
  id: string;
  outcome: "failed" | "cancelled" | "paused";
  endedAt: string;
  message: string | null;
}

/** Collections that have not succeeded, by id after `after`: their runs may have ended otherwise. */
export async function listUnsettled(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query(
    `select id from posts.collection where outcome is distinct from 'succeeded' and id > $1 order by id limit $2`,
    [after, limit],
  );
  return (rows as { id: string }[]).map(({ id }) => id);
}

/** Writes down how runs ended, for the time when they are pruned; while there is a run, it is what counts. */
export async function noteBadEnds(db: Queryable, ends: readonly BadEnd[]): Promise<void> {
  await db.query(
    `update posts.collection c
     set outcome = e.outcome, ended_at = e."endedAt", message = coalesce(e.message, c.message)
     from jsonb_to_recordset($1::jsonb) as e(id text, outcome text, "endedAt" timestamptz, message text)
     where c.id = e.id and c.outcome is distinct from 'succeeded'
       and (c.outcome, c.ended_at) is distinct from (e.outcome, e."endedAt")`,
    [JSON.stringify(ends)],
  );
}

/** Writes down which wall the collection stands at; its end takes it away again. */
export async function noteWall(
  db: Queryable,
  id: string,
  at: { wall: WallKind; message: string },
): Promise<void> {
  await db.query(
    `update posts.collection set wall = $2, message = $3 where id = $1 and outcome is distinct from 'succeeded'`,
    [id, at.wall, at.message],
  );
}

export async function getCollection(db: Database, id: string): Promise<StoredCollection | null> {
  const { rows } = await db.pool.query<CollectionRow>(
    `${selectCollections} where collection.id = $1 group by collection.id`,
    [id],
  );
  return rows[0] === undefined ? null : toStored(rows[0]);
}

/** Where a page ended; the time in microseconds, as the database keeps it. */
const collectionCursor = pageCursor(
  z.object({ created_us: z.int().nonnegative(), id: z.string().regex(/^[\x21-\x7e]{1,300}$/u) }),
);

/** Newest first, by keyset. */
export async function listCollections(
  db: Database,
  paging: { limit: number; cursor?: string | undefined },
): Promise<{ items: StoredCollection[]; next_cursor: string | null }> {
  const after = collectionCursor.decode(paging.cursor);
  const { rows } = await db.pool.query<CollectionRow>(
    `${selectCollections}
     where $1::float8 is null
        or (collection.created_at, collection.id) < (timestamptz 'epoch' + $1::float8 * interval '1 microsecond', $2)
     group by collection.id
     order by collection.created_at desc, collection.id desc
     limit $3`,
    [after?.created_us, after?.id, paging.limit + 1],
  );
  const kept = rows.slice(0, paging.limit);
  const last = rows.length > paging.limit ? kept.at(-1) : undefined;
  return {
    items: kept.map(toStored),
    next_cursor: last === undefined ? null : collectionCursor.encode(last),
  };
}

/** A row of {@link selectCollections}. */
type CollectionRow = StoredCollection & { created_us: number };

function toStored({ created_us: _place, ...stored }: CollectionRow): StoredCollection {
  return stored;
}

const selectCollections = `
  select collection.id, (extract(epoch from created_at) * 1000000)::float8 as created_us, source, keywords, rules, outcome, wall, message,
         ${isoTime("created_at")},
         ${isoTime("ended_at")},
         count(page)::int as pages,
         coalesce(sum(seen), 0)::int as seen,
         coalesce(sum(saved), 0)::int as saved,
         coalesce(sum(rejected), 0)::int as rejected,
         (select coalesce(jsonb_agg(problem), '[]')
          from (select problem
                from posts.collection_page noted cross join lateral jsonb_array_elements(noted.problems) as problem
                where noted.collection_id = collection.id order by noted.page limit 100) as listed) as problems
  from posts.collection left join posts.collection_page on collection_id = collection.id`;
