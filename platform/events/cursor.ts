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
  return match?.[1] !== undefined && match[2] !== undefined ? { xid: match[1], id: match[2] } : null;
}
