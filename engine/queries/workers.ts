import type { Pool, PoolClient } from "pg";
import { boundIdleTransaction } from "./bound-idle-transaction.ts";

export interface WorkerHome {
  workerId: string;
  role: string;
  version: string;
  pid: number;
  hostname: string;
  pidNamespace: string | null;
}

/** One heartbeat. false when the row was gone (or is the first): someone may have taken this worker for dead. */
export async function beat(pool: Pool, home: WorkerHome): Promise<boolean> {
  const { rows } = await pool.query<{ was_known: boolean }>(
    `insert into engine.worker (worker_id, role, version, pid, hostname, pid_namespace) values ($1, $2, $3, $4, $5, $6)
     on conflict (worker_id) do update set heartbeat_at = now()
     returning xmax <> 0 as was_known`,
    [home.workerId, home.role, home.version, home.pid, home.hostname, home.pidNamespace],
  );
  return rows[0]?.was_known ?? false;
}

export async function removeWorker(pool: Pool, workerId: string): Promise<void> {
  await pool.query("delete from engine.worker where worker_id = $1", [workerId]);
}

interface WorkerRow {
  worker_id: string;
  pid: number;
  is_neighbour: boolean;
  is_silent: boolean;
}

/**
 * Locks one dead worker's row, lets `takeOver` move its runs and removes the row; true when there was one. A row another
 * process has locked is its to handle. Dead: silent for `deadAfterMs` by the database's clock, or its pid on this machine is gone.
 */
export async function claimDeadWorker(
  pool: Pool,
  self: WorkerHome,
  deadAfterMs: number,
  isAlive: (pid: number) => boolean,
  takeOver: (client: PoolClient, workerId: string) => Promise<void>,
): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await boundIdleTransaction(client);
    const { rows } = await client.query<WorkerRow>(
      `select worker_id, pid, (hostname = $2 and pid_namespace is not distinct from $3) as is_neighbour,
              heartbeat_at < now() - make_interval(secs => $4::float8 / 1000) as is_silent
       from engine.worker
       where worker_id <> $1
         and (heartbeat_at < now() - make_interval(secs => $4::float8 / 1000) or (hostname = $2 and pid_namespace is not distinct from $3))
       for update skip locked`,
      [self.workerId, self.hostname, self.pidNamespace, deadAfterMs],
    );
    const dead = rows.find(
      (row) => row.is_silent || (row.is_neighbour && (row.pid === self.pid || !isAlive(row.pid))),
    );
    if (dead !== undefined) {
      await takeOver(client, dead.worker_id);
      await client.query("delete from engine.worker where worker_id = $1", [dead.worker_id]);
    }
    await client.query("commit");
    return dead !== undefined;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Counts a dead worker under each of its runs; the count starts again for a run that did a step since the last one. */
export async function countTakeovers(client: PoolClient, runIds: readonly string[]): Promise<void> {
  await client.query(
    `insert into engine.run_takeover as known (run_id, count, steps_done)
     select id, 1, (select count(*) from dbos.operation_outputs o where o.workflow_uuid = id) from unnest($1::text[]) as id
     on conflict (run_id) do update
     set count = case when excluded.steps_done > known.steps_done then 1 else known.count + 1 end,
         steps_done = excluded.steps_done, at = now()`,
    [runIds],
  );
}

/** Which of these runs an executor no longer holds. */
export async function findLost(pool: Pool, executorId: string, runIds: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from unnest($2::text[]) as mine(id)
     where not exists (select 1 from dbos.workflow_status w where w.workflow_uuid = id and w.status = 'PENDING' and w.executor_id = $1)`,
    [executorId, runIds],
  );
  return rows.map((row) => row.id);
}

/**
 * Moves waiting runs of versions without a live worker to this version, for the workflows declared to go on.
 * Runs of the others wait for a worker of their own version.
 */
export async function adoptRuns(
  pool: Pool,
  version: string,
  workflows: readonly string[],
  deadAfterMs: number,
): Promise<number> {
  if (workflows.length === 0) return 0;
  const { rowCount } = await pool.query(
    // Each state by itself: that is how DBOS's partial indexes know them; both at once would read every run there ever was.
    `with waiting as (
       select workflow_uuid from dbos.workflow_status where status = 'ENQUEUED' and application_version <> $1 and name = any($2)
       union all
       select workflow_uuid from dbos.workflow_status where status = 'DELAYED' and application_version <> $1 and name = any($2)
     )
     update dbos.workflow_status w set application_version = $1
     from waiting where w.workflow_uuid = waiting.workflow_uuid and w.status in ('ENQUEUED', 'DELAYED')
       and not exists (select 1 from engine.worker v where v.version = w.application_version and v.role <> 'web'
                       and v.heartbeat_at > now() - make_interval(secs => $3::float8 / 1000))`,
    [version, workflows, deadAfterMs],
  );
  return rowCount ?? 0;
}
