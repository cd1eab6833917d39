import type { Pool } from "pg";
import type { KeptLine } from "../run-log.ts";

/**
 * Adds lines to a run's log, oldest first. A replayed handler says its lines again: those up to the last one kept are
 * left out.
 */
export async function keepLogLines(pool: Pool, runId: string, lines: readonly KeptLine[]): Promise<void> {
  await pool.query(
    `insert into engine.run_log (run_id, at, level, step, message, facts, handler_line)
     select $1, l.at, l.level, l.step, l.message, l.facts, l.handler_line
     from unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::int[]) with ordinality
       as l(at, level, step, message, facts, handler_line, number)
     where l.handler_line is null
        or l.handler_line > (select coalesce(max(handler_line), 0) from engine.run_log where run_id = $1)
     order by l.number`,
    [
      runId,
      lines.map((line) => line.at),
      lines.map((line) => line.level),
      lines.map((line) => line.step),
      lines.map((line) => line.message),
      lines.map((line) => JSON.stringify(line.facts)),
      lines.map((line) => line.handlerLine),
    ],
  );
}

/** Drops all but a run's newest lines, and remembers how many were dropped, the `skipped` ones included. */
export async function dropOldLogLines(
  pool: Pool,
  runId: string,
  { kept, skipped }: { kept: number; skipped: number },
): Promise<void> {
  await pool.query(
    `with cut as (
       select id from engine.run_log where run_id = $1 order by id desc offset $2 limit 1
     ), dropped as (
       delete from engine.run_log l using cut where l.run_id = $1 and l.id <= cut.id returning 1
     )
     insert into engine.run_log_dropped as known (run_id, lines)
     select $1, count(*) + $3 from dropped having count(*) + $3 > 0
     on conflict (run_id) do update set lines = known.lines + excluded.lines`,
    [runId, kept, skipped],
  );
}
