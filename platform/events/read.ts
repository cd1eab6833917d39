import { formatCursor, type Cursor } from "./cursor.ts";
import type { NewEvent, Queryable } from "./publish.ts";

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
  events: { place: Cursor; event: LiveEvent }[];
  cursor: Cursor;
  /** true when there are probably more rows to read at once. */
  isFull: boolean;
  /** true when rows wait for an older transaction to end. */
  hasUnsettled: boolean;
}

const batchSize = 500;

/** Written to an empty outbox, so that it has a beginning. */
export const firstEvent: NewEvent = { type: "outbox.opened", subject: null, payload: {} };

/**
 * Events after `cursor`, oldest first, stopping before the first whose place could still change. The order names the
 * table's columns: by themselves the names mean the selected texts, and as text "1000" comes before "999".
 */
export async function readEvents(db: Queryable, cursor: Cursor): Promise<EventBatch> {
  const { rows } = await db.query(
    `select xid::text, id::text, type, subject, payload, created_at,
            xid < pg_snapshot_xmin(pg_current_snapshot()) as is_settled
     from millrace.events
     where (xid, id) > ($1::xid8, $2::bigint)
     order by events.xid, events.id
     limit ${batchSize}`,
    [cursor.xid, cursor.id],
  );
  const found = rows as EventRow[];
  const firstUnsettled = found.findIndex((row) => !row.is_settled);
  const settled = firstUnsettled === -1 ? found : found.slice(0, firstUnsettled);
  const last = settled.at(-1);
  return {
    events: settled.map((row) => ({ place: { xid: row.xid, id: row.id }, event: toEvent(row) })),
    cursor: last === undefined ? cursor : { xid: last.xid, id: last.id },
    isFull: settled.length === batchSize,
    hasUnsettled: firstUnsettled !== -1,
  };
}

/** The place after every settled event: where a new listener begins. */
export async function readEndCursor(db: Queryable): Promise<Cursor> {
  const { rows } = await db.query(
    `select xid::text, id::text from millrace.events
     where xid < pg_snapshot_xmin(pg_current_snapshot())
     order by events.xid desc, events.id desc limit 1`,
  );
  return (rows[0] as Cursor | undefined) ?? { xid: "0", id: "0" };
}

export async function hasEvents(db: Queryable): Promise<boolean> {
  const { rows } = await db.query(`select exists (select 1 from millrace.events) as found`);
  return (rows[0] as { found: boolean }).found;
}

/**
 * true when every event after `cursor` is still kept, so that a replay from it misses nothing: pruning keeps the newest
 * event it could have deleted, so whoever stands at or after an event that is still there has lost none. Nor has
 * anybody as long as the very first event is there.
 */
export async function isCursorKept(db: Queryable, cursor: Cursor): Promise<boolean> {
  const { rows } = await db.query(
    `select (xid, id) <= ($1::xid8, $2::bigint) or type = '${firstEvent.type}' as kept
     from millrace.events order by xid, id limit 1`,
    [cursor.xid, cursor.id],
  );
  return (rows[0] as { kept: boolean } | undefined)?.kept ?? false;
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
