import type { Pool } from "pg";
import type { Progress } from "../run.ts";

/** One statement: the row, the event and the wake-up exist together. */
export async function saveProgress(pool: Pool, runId: string, progress: Progress): Promise<void> {
  await pool.query(
    `with saved as (
       insert into engine.run_progress (run_id, done, total, unit, message) values ($1, $2, $3, $4, $5)
       on conflict (run_id) do update
       set done = excluded.done, total = excluded.total, unit = excluded.unit, message = excluded.message, at = now()
       returning 1
     ), published as (
       insert into millrace.events (type, subject, payload) values ('run.progress', $1, $6::jsonb) returning 1
     )
     select pg_notify('millrace_events', '') from saved, published`,
    [
      runId,
      progress.done,
      progress.of,
      progress.unit,
      progress.message ?? null,
      JSON.stringify({ runId, ...progress }),
    ],
  );
}
