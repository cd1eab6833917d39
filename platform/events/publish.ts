import type { QueryResult } from "pg";

/** A pool or a client inside a transaction. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<QueryResult>;
}

export interface NewEvent {
  /** noun.verb ("post.saved"). */
  type: string;
  /** Id of the thing it is about. */
  subject: string | null;
  payload: unknown;
}

/** Channel on which every process is woken after a commit that published something. */
export const eventChannel = "millrace_events";

/**
 * Writes events to the outbox in the caller's transaction: they exist exactly when its effects do.
 * Listeners are woken at commit.
 */
export async function publishEvents(db: Queryable, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db.query(
    `with published as (
       insert into millrace.events (type, subject, payload)
       select type, subject, payload
       from jsonb_to_recordset($1::jsonb) as e(type text, subject text, payload jsonb)
       returning 1
     )
     select pg_notify('${eventChannel}', '') from (select count(*) from published) as done`,
    [JSON.stringify(events)],
  );
}
