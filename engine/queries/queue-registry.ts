import type { Pool, PoolClient } from "pg";
import { inTransaction } from "@millrace/platform/db";

export async function readPausedQueues(pool: Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>("select name from engine.paused_queue");
  return new Set(rows.map((row) => row.name));
}

/** Marks a queue as paused and closes its levels: both or neither. */
export async function pauseQueue(pool: Pool, name: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    // An update in any case: a resume that is under way waits for it, or it for the resume.
    await client.query(
      "insert into engine.paused_queue as known (name) values ($1) on conflict (name) do update set at = known.at",
      [name],
    );
    await closePausedQueues(client);
  });
}

/** Takes the mark away and opens the queue's levels: both or neither. Whoever pauses it again meanwhile has the last word. */
export async function resumeQueue(pool: Pool, name: string, workerConcurrency: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("delete from engine.paused_queue where name = $1", [name]);
    await client.query(
      "update dbos.queues set worker_concurrency = $2 where split_part(name, '/', 1) = $1 and worker_concurrency = 0",
      [name, workerConcurrency],
    );
    await closePausedQueues(client);
  });
}

/**
 * Makes every level of every paused queue one from which nothing is taken. Run it after whatever registers a queue: the
 * order of two processes that register and pause at once then does not matter.
 */
export async function closePausedQueues(db: Pool | PoolClient): Promise<void> {
  await db.query(
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
