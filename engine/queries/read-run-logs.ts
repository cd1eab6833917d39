import type { Pool } from "pg";
import type { Paged, RunLogLine } from "../operations.ts";
import { logCursor } from "./page-cursors.ts";

interface Row {
  id: number;
  at: Date;
  level: RunLogLine["level"];
  step: string | null;
  message: string;
  facts: RunLogLine["facts"];
}

/** What a run wrote, oldest first, by keyset. */
export async function readRunLogs(
  pool: Pool,
  runId: string,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Paged<RunLogLine>> {
  const after = logCursor.decode(cursor)?.id ?? 0;
  const { rows } = await pool.query<Row>(
    `select id::float8 as id, at, level, step, message, facts
     from engine.run_log where run_id = $1 and id > $2 order by id limit $3`,
    [runId, after, limit + 1],
  );
  const kept = rows.slice(0, limit);
  const last = rows.length > limit ? kept.at(-1) : undefined;
  const items = kept.map(toLine);
  const first = items[0];
  if (cursor === undefined && first !== undefined) {
    const dropped = await readDropped(pool, runId);
    if (dropped > 0) items.unshift(droppedLine(dropped, first.at));
  }
  return { items, nextCursor: last === undefined ? null : logCursor.encode({ id: last.id }) };
}

function toLine({ at, level, step, message, facts }: Row): RunLogLine {
  return { at: at.toISOString(), level, step, message, facts };
}

async function readDropped(pool: Pool, runId: string): Promise<number> {
  const { rows } = await pool.query<{ lines: number }>(
    "select lines::float8 as lines from engine.run_log_dropped where run_id = $1",
    [runId],
  );
  return rows[0]?.lines ?? 0;
}

function droppedLine(lines: number, at: string): RunLogLine {
  return {
    at,
    level: "warn",
    step: null,
    message: `${lines} older ${lines === 1 ? "line was" : "lines were"} dropped: a run keeps its newest ones only.`,
    facts: { dropped: lines },
  };
}
