import { formatCursor, type Cursor } from "./cursor.ts";
import type { Queryable } from "./publish.ts";

export interface LiveEvent {
  /** SSE id: place in the outbox. */
  id: string;
  type: string;
  subject: string | null;
  payload: unknown;
  /** Commit-side time, ISO 8601. */
  at: string;
}

interface EventRow {
  xid: string;
  id: string;
  type: string;
  subject: string | null;
  payload: unknown;
  created_at: Date;
  is_settled: boolean;
}

export interface EventBatch {
  events: LiveEvent[];
  cursor: Cursor;
  /** true when more rows are there already, or will be as soon as an older transaction ends. */
  hasMore: boolean;
}

const batchSize = 500;

/** Events after `cursor`, oldest first, stopping before the first whose place could still change. */
export async function readEvents(db: Queryable, cursor: Cursor): Promise<EventBatch> {
  const { rows } = await db.query(
    `select xid::text, id::text, type, subject, payload, created_at,
            xid < pg_snapshot_xmin(pg_current_snapshot()) as is_settled
     from millrace.events
     where (xid, id) > ($1::xid8, $2::bigint)
     order by xid, id
     limit ${batchSize}`,
    [cursor.xid, cursor.id],
  );
  const found = rows as EventRow[];
  const firstUnsettled = found.findIndex((row) => !row.is_settled);
  const settled = firstUnsettled === -1 ? found : found.slice(0, firstUnsettled);
  const last = settled.at(-1);
  return {
    events: settled.map(toEvent),
    cursor: last === undefined ? cursor : { xid: last.xid, id: last.id },
    hasMore: firstUnsettled !== -1 || found.length === batchSize,
  };
}

/** The place after every settled event: where a new listener begins. */
export async function readEndCursor(db: Queryable): Promise<Cursor> {
  const { rows } = await db.query(
    `select xid::text, id::text from millrace.events
     where xid < pg_snapshot_xmin(pg_current_snapshot())
     order by xid desc, id desc limit 1`,
  );
  return (rows[0] as Cursor | undefined) ?? { xid: "0", id: "0" };
}

/** true when events before `cursor` are still kept, so that a replay from it misses nothing. */
export async function isCursorKept(db: Queryable, cursor: Cursor): Promise<boolean> {
  const { rows } = await db.query(
    `select exists (select 1 from millrace.events where (xid, id) <= ($1::xid8, $2::bigint)) as kept`,
    [cursor.xid, cursor.id],
  );
  return (rows[0] as { kept: boolean }).kept;
}

function toEvent(row: EventRow): LiveEvent {
  return {
    id: formatCursor(row),
    type: row.type,
    subject: row.subject,
    payload: row.payload,
    at: row.created_at.toISOString(),
  };
}
