import type { Queryable } from "@millrace/platform/events";
import { storableJson, type Database } from "@millrace/platform/db";
import type { SessionLogLine } from "../contract.ts";

/** Lines are only ever added. */
export async function addLogLines(
  db: Queryable,
  sessionId: string,
  lines: readonly SessionLogLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await db.query(
    `insert into sites.session_log (session_id, at, level, worker, domain, event, message, facts)
     select $1, at, level, worker, domain, event, message, facts
     from jsonb_to_recordset($2::jsonb)
       as line(at timestamptz, level text, worker smallint, domain text, event text, message text, facts jsonb)`,
    [sessionId, storableJson(lines)],
  );
}

/** Lines read at once while a log is sent. */
const batchSize = 1_000;

/** A session's log, oldest first. */
export async function* readLog(db: Database, sessionId: string): AsyncGenerator<SessionLogLine> {
  let after = "0";
  for (;;) {
    const { rows } = await db.pool.query<SessionLogLine & { sequence: string }>(
      `select sequence::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, level, worker,
              domain, event, message, facts
       from sites.session_log where session_id = $1 and sequence > $2 order by session_log.sequence limit $3`,
      [sessionId, after, batchSize],
    );
    for (const { sequence: _sequence, ...line } of rows) yield line;
    const last = rows.at(-1);
    if (last === undefined || rows.length < batchSize) return;
    after = last.sequence;
  }
}
