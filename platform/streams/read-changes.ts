import { z } from "zod";
import { invalidCursor, pageCursor } from "../db/index.ts";
import type { Queryable } from "../events/index.ts";
import type { StreamPage } from "./record-stream.ts";

/** A table read in the order of the transactions that wrote its rows (`changedXid` in columns.ts keeps them). */
export interface ChangedRows {
  /** What follows `from`. */
  from: string;
  /** SQL of each record's fields. */
  columns: string;
  /** SQL of the transaction that wrote a row last, and of what tells rows of one transaction apart, with its type. */
  changedXid: string;
  key: string;
  keyType: "uuid" | "bigint";
}

/**
 * Place in a stream. Transaction ids are a cluster's own: in another one, as after restoring a backup, they begin again, and a
 * place of the old one would lie beyond everything. `cluster` tells, and such a reader begins at the oldest: it reads again
 * what it has, and misses nothing.
 */
const changeCursor = pageCursor(
  z.object({
    cluster: z.string().regex(/^\d{1,20}$/u),
    xid: z.string().regex(/^\d{1,19}$/u),
    key: z.union([z.uuid(), z.string().regex(/^\d{1,18}$/u)]),
  }),
);

/**
 * The next records after a cursor. Rows are given only when every transaction that began to write before theirs has ended
 * (`changed_xid < pg_snapshot_xmin`): by time or number alone, one that commits late would be behind the reader.
 * Throws `invalid_cursor`.
 */
export async function readChanges<Item extends Record<string, unknown>>(
  db: Queryable,
  { from, columns, changedXid, key, keyType }: ChangedRows,
  cursor: string | null,
  limit: number,
): Promise<StreamPage<Item>> {
  const place = placeOf(cursor, keyType);
  const { rows } = await db.query(
    `select ${columns}, ${changedXid}::text as place_xid, ${key}::text as place_key, cluster.place as place_cluster
     from (select system_identifier::text as place from pg_control_system()) as cluster, ${from}
     where ${changedXid} < pg_snapshot_xmin(pg_current_snapshot())
       and ($1::text is null or $1 <> cluster.place or (${changedXid}, ${key}) > ($2::xid8, $3::${keyType}))
     order by ${changedXid}, ${key}
     limit $4`,
    [place.cluster, place.xid, place.key, limit + 1],
  );
  const found = (rows as (Item & Record<"place_xid" | "place_key" | "place_cluster", string>)[]).map(
    ({ place_xid: xid, place_key: id, place_cluster: cluster, ...record }) => ({
      record: record as unknown as Item,
      place: { cluster, xid, key: id },
    }),
  );
  const kept = found.slice(0, limit);
  const last = kept.at(-1);
  return {
    records: kept.map(({ record }) => record),
    cursor: last === undefined ? cursor : changeCursor.encode(last.place),
    hasMore: found.length > limit,
  };
}

const beginning = { cluster: null, xid: null, key: null };

function placeOf(cursor: string | null, keyType: ChangedRows["keyType"]) {
  const place = changeCursor.decode(cursor ?? undefined);
  if (place === null) return beginning;
  if (/^\d+$/u.test(place.key) !== (keyType === "bigint")) throw invalidCursor();
  return place;
}
