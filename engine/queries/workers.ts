import type { Pool } from "pg";
import { inTransaction } from "@millrace/platform/db";
import { boundIdleTransaction } from "./bound-idle-transaction.ts";
import { takeOverRuns } from "./put-back-runs.ts";

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
     on conflict (worker_id) do update set heartbeat_at = clock_timestamp()
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
 * The ids of dead workers: silent for `deadAfterMs` by the database's clock, or with a pid that is gone from this machine.
 * Locks nothing: those that live go on beating.
 */
export async function findDeadWorkers(
  pool: Pool,
  self: WorkerHome,
  deadAfterMs: number,
  isAlive: (pid: number) => boolean,
): Promise<{ workerId: string; isSilent: boolean }[]> {
  const { rows } = await pool.query<WorkerRow>(
    `select worker_id, pid, (hostname = $2 and pid_namespace is not distinct from $3) as is_neighbour,
            heartbeat_at < now() - make_interval(secs => $4::float8 / 1000) as is_silent
     from engine.worker
     where worker_id <> $1
       and (heartbeat_at < now() - make_interval(secs => $4::float8 / 1000) or (hostname = $2 and pid_namespace is not distinct from $3))`,
    [self.workerId, self.hostname, self.pidNamespace, deadAfterMs],
  );
  return rows
    .filter((row) => row.is_silent || (row.is_neighbour && (row.pid === self.pid || !isAlive(row.pid))))
    .map((row) => ({ workerId: row.worker_id, isSilent: row.is_silent }));
}

/** How long a takeover waits for a run that somebody else changes, before it lets go and tries again. */
const busyRunMs = 500;

/**
 * Moves a dead worker's runs back on their queues and removes its row, in one transaction; resolves with how many, or with
 * null when another process does it, or when it has shown itself since. A worker that wakes meanwhile waits with its
 * heartbeat, and then learns from the missing row that its runs are gone.
 */
export async function takeOverWorker(
  pool: Pool,
  { workerId, isSilent }: { workerId: string; isSilent: boolean },
  deadAfterMs: number,
): Promise<number | null> {
  return inTransaction(pool, async (client) => {
    await boundIdleTransaction(client);
    await client.query(`set local lock_timeout = ${busyRunMs}`);
    const { rowCount } = await client.query(
      `select 1 from engine.worker
       where worker_id = $1 and (not $2 or heartbeat_at < now() - make_interval(secs => $3::float8 / 1000))
       for update skip locked`,
      [workerId, isSilent, deadAfterMs],
    );
    if (rowCount === 0) return null;
    const runs = await takeOverRuns(client, workerId);
    await client.query("delete from engine.worker where worker_id = $1", [workerId]);
    return runs;
  });
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
