import type { Pool } from "pg";

/** What waits and runs on one queue, all its levels together. */
export interface QueueLoad {
  name: string;
  queued: number;
  delayed: number;
  running: number;
  /** ms; null when none waits. */
  oldestWaitMs: number | null;
  isPaused: boolean;
}

/** One row per name, in the order of the names. */
export async function readQueueLoads(pool: Pool, names: readonly string[]): Promise<QueueLoad[]> {
  const { rows } = await pool.query<QueueLoad>(
    `select q.name, coalesce(l.queued, 0)::int as queued, coalesce(l.delayed, 0)::int as delayed,
            coalesce(l.running, 0)::int as running,
            case when l.oldest_ms is not null then greatest(0, extract(epoch from now()) * 1000 - l.oldest_ms) end::float8 as "oldestWaitMs",
            exists (select 1 from engine.paused_queue p where p.name = q.name) as "isPaused"
     from unnest($1::text[]) with ordinality as q(name, place)
     left join (
       select split_part(queue_name, '/', 1) as name,
              count(*) filter (where status = 'ENQUEUED') as queued,
              count(*) filter (where status = 'DELAYED') as delayed,
              count(*) filter (where status = 'PENDING') as running,
              -- Put on the queue last at that time: a run taken over or resumed waits anew.
              min(updated_at) filter (where status = 'ENQUEUED') as oldest_ms
       -- In two parts, as DBOS's partial indexes know them; at once it would read every run there ever was.
       from (select queue_name, status, updated_at from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')
             union all
             select queue_name, status, updated_at from dbos.workflow_status where status = 'DELAYED') as active
       group by 1
     ) l on l.name = q.name
     order by q.place`,
    [names],
  );
  return rows;
}
