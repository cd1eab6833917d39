import type { Pool } from "pg";

export async function readPausedQueues(pool: Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>("select name from engine.paused_queue");
  return new Set(rows.map((row) => row.name));
}

export async function setQueuePaused(pool: Pool, name: string, isPaused: boolean): Promise<void> {
  await pool.query(
    isPaused
      ? "insert into engine.paused_queue (name) values ($1) on conflict do nothing"
      : "delete from engine.paused_queue where name = $1",
    [name],
  );
}

/**
 * Makes every level of every paused queue one from which nothing is taken. Run it after whatever registers a queue: the
 * order of two processes that register and pause at once then does not matter.
 */
export async function closePausedQueues(pool: Pool): Promise<void> {
  await pool.query(
    `update dbos.queues set worker_concurrency = 0
     where worker_concurrency <> 0 and split_part(name, '/', 1) in (select name from engine.paused_queue)`,
  );
}

/** Which queues have their claims made in turn: those with a limit that workers share. */
export async function declareTurns(pool: Pool): Promise<void> {
  await pool.query(
    `with limited as (
       select name, partition_concurrency is not distinct from 1 as one_per_key from dbos.queues
       where concurrency is not null or rate_limit_max is not null or partition_concurrency is not null
     ), gone as (
       delete from engine.queue_turn where queue not in (select name from limited)
     )
     insert into engine.queue_turn (queue, one_per_key) select name, one_per_key from limited order by name
     on conflict (queue) do update set one_per_key = excluded.one_per_key
     where queue_turn.one_per_key <> excluded.one_per_key`,
  );
}

/**
 * Gives waiting runs a key where their queue had none when they were enqueued: without one they would never be taken.
 * Each gets its own, as no limit per key was promised to it.
 */
export async function keyUnkeyedRuns(pool: Pool, queues: readonly string[]): Promise<void> {
  if (queues.length === 0) return;
  await pool.query(
    `update dbos.workflow_status set queue_partition_key = workflow_uuid
     where status in ('ENQUEUED', 'DELAYED') and queue_partition_key is null and split_part(queue_name, '/', 1) = any($1)`,
    [queues],
  );
}
