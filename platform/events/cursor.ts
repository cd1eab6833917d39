/**
 * Place in the outbox. Rows are ordered by (transaction id, row id) and read only when every older transaction
 * has ended (`xid < pg_snapshot_xmin`): a plain row id would let a slow transaction commit behind a reader.
 */
export interface Cursor {
  xid: string;
  id: string;
}

/** The SSE id of a place: "<xid>.<row id>". */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.xid}.${cursor.id}`;
}

/** null when the text is no id of ours. */
export function parseCursor(text: string): Cursor | null {
  const match = /^(\d{1,20})\.(\d{1,19})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return BigInt(match[1]) <= largestXid && BigInt(match[2]) <= largestId
    ? { xid: match[1], id: match[2] }
    : null;
}

/** The order of the outbox: by transaction, then by row. */
export function isBefore(left: Cursor, right: Cursor): boolean {
  const leftXid = BigInt(left.xid);
  const rightXid = BigInt(right.xid);
  return leftXid < rightXid || (leftXid === rightXid && BigInt(left.id) < BigInt(right.id));
}

export function later(left: Cursor, right: Cursor): Cursor {
  return isBefore(left, right) ? right : left;
}

/** Largest xid8 and bigint Postgres accepts; beyond them a client's text would be an error of the query. */
const largestXid = 2n ** 64n - 1n;
const largestId = 2n ** 63n - 1n;
