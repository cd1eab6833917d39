import type { Pool } from "pg";
import type { WorkerState } from "../operations.ts";

interface Row extends Omit<WorkerState, "startedAt" | "heartbeatAt"> {
  startedAt: Date;
  heartbeatAt: Date;
}

/** Every process with an engine, newest start first; one silent for `deadAfterMs` is about to be taken over. */
export async function readWorkers(pool: Pool, deadAfterMs: number): Promise<WorkerState[]> {
  const { rows } = await pool.query<Row>(
    `select v.worker_id as "workerId", v.role, v.version, v.hostname, v.pid,
            v.started_at as "startedAt", v.heartbeat_at as "heartbeatAt",
            v.heartbeat_at >= now() - make_interval(secs => $1::float8 / 1000) as "isAlive",
            (select count(*) from dbos.workflow_status w where w.executor_id = v.worker_id and w.status = 'PENDING')::int as running
     from engine.worker v order by v.started_at desc, v.worker_id`,
    [deadAfterMs],
  );
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    heartbeatAt: row.heartbeatAt.toISOString(),
  }));
}
