import type { Queryable } from "@millrace/platform/events";
import type { DeadRecord } from "../contract.ts";
import { isoTime } from "./connections.ts";
import type { LoggedPage } from "./pages.ts";

/** Records put aside by a sync, in the order they were met. */
export async function listDeadRecords(
  db: Queryable,
  syncId: string,
  { after, limit }: { after: number; limit: number },
): Promise<DeadRecord[]> {
  const { rows } = await db.query(
    `select d.id::int, t.sync_id, t.stream, d.page, d."offset", d.code, d.reason, d.record, ${isoTime("d.created_at")} as created_at
     from connect.dead_record d join connect.sync_stream t on t.id = d.sync_stream_id
     where t.sync_id = $1 and d.id > $2 order by d.id limit $3`,
    [syncId, after, limit],
  );
  return rows as DeadRecord[];
}

/** A page of a sync's log, with its stream. */
export interface StreamPage extends LoggedPage {
  stream: string;
  syncStreamId: number;
}

const pageColumns = `p.number, p.object_hash as "objectHash", p.byte_offset as "byteOffset", p.byte_length as "byteLength",
  p.body_hash as "bodyHash", p.next, p.is_resumable as "isResumable", p.state, p.request_id as "requestId", p.origin,
  ${isoTime("p.fetched_at")} as "fetchedAt", t.stream, t.id::int as "syncStreamId"`;

export async function listSyncPages(
  db: Queryable,
  syncId: string,
  { after, limit }: { after: number; limit: number },
): Promise<StreamPage[]> {
  const { rows } = await db.query(
    `select ${pageColumns} from connect.page p join connect.sync_stream t on t.id = p.sync_stream_id
     where p.sync_id = $1 and p.number > $2 order by p.number limit $3`,
    [syncId, after, limit],
  );
  return rows as StreamPage[];
}

export async function getSyncPage(db: Queryable, syncId: string, number: number): Promise<StreamPage | null> {
  const { rows } = await db.query(
    `select ${pageColumns} from connect.page p join connect.sync_stream t on t.id = p.sync_stream_id
     where p.sync_id = $1 and p.number = $2`,
    [syncId, number],
  );
  return (rows as StreamPage[])[0] ?? null;
}

/** Answers of the source by second: what the rate plot shows. */
export async function countBySecond(
  db: Queryable,
  syncId: string,
): Promise<{ at: string; requests: number }[]> {
  const { rows } = await db.query(
    `select ${isoTime("date_trunc('second', fetched_at)")} as at, count(*)::int as requests
     from connect.page where sync_id = $1 group by 1 order by 1`,
    [syncId],
  );
  return rows as { at: string; requests: number }[];
}
