import type { Pool, PoolClient } from "pg";
import type { MissedRuns } from "../operations.ts";

/** What the code says of a schedule. */
export interface DeclaredSchedule {
  name: string;
  workflow: string;
  cron: string;
  timeZone: string;
  missedRuns: MissedRuns;
}

/** What the database knows of it; instants in epoch ms by the database's clock. */
export interface StoredSchedule extends DeclaredSchedule {
  isPaused: boolean;
  decidedUntilMs: number;
  lastAtMs: number | null;
  lastRunId: string | null;
  nowMs: number;
}

const columns = `name, workflow, cron, time_zone as "timeZone", missed_runs as "missedRuns", is_paused as "isPaused",
  floor(extract(epoch from decided_until) * 1000)::float8 as "decidedUntilMs",
  floor(extract(epoch from last_at) * 1000)::float8 as "lastAtMs", last_run_id as "lastRunId",
  floor(extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs"`;

/** Makes the rows as the code says. A changed plan begins now: its past times were never promised. */
export async function declareSchedules(pool: Pool, schedules: readonly DeclaredSchedule[]): Promise<void> {
  await pool.query(
    `insert into engine.schedule as known (name, workflow, cron, time_zone, missed_runs)
     select name, workflow, cron, "timeZone", "missedRuns"
     from jsonb_to_recordset($1::jsonb) as declared(name text, workflow text, cron text, "timeZone" text, "missedRuns" text)
     order by name
     on conflict (name) do update
     set workflow = excluded.workflow, cron = excluded.cron, time_zone = excluded.time_zone,
         missed_runs = excluded.missed_runs, declared_at = now(),
         decided_until = case when (known.cron, known.time_zone) is distinct from (excluded.cron, excluded.time_zone)
                              then now() else known.decided_until end`,
    [JSON.stringify(schedules)],
  );
}

/** Says that these are still in the code, at most every ten seconds. */
export async function keepSchedules(pool: Pool, names: readonly string[]): Promise<void> {
  await pool.query(
    "update engine.schedule set declared_at = now() where name = any($1) and declared_at < now() - interval '10 seconds'",
    [names],
  );
}

/** Forgets the schedules that no process has had in its code for `afterMs`; resolves with their names. */
export async function forgetSchedules(pool: Pool, afterMs: number): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    "delete from engine.schedule where declared_at < now() - make_interval(secs => $1::float8 / 1000) returning name",
    [afterMs],
  );
  return rows.map((row) => row.name);
}

export async function readSchedules(pool: Pool): Promise<StoredSchedule[]> {
  const { rows } = await pool.query<StoredSchedule>(`select ${columns} from engine.schedule order by name`);
  return rows;
}

/** Locks a schedule for one decision; null when it is gone or another process decides at this moment. */
export async function lockSchedule(client: PoolClient, name: string): Promise<StoredSchedule | null> {
  const { rows } = await client.query<StoredSchedule>(
    `select ${columns} from engine.schedule where name = $1 for update skip locked`,
    [name],
  );
  return rows[0] ?? null;
}

/** Keeps what was decided: nothing planned until `untilMs` is started again. */
export async function recordDecision(
  client: PoolClient,
  name: string,
  untilMs: number,
  last: { atMs: number; runId: string } | null,
): Promise<void> {
  await client.query(
    `update engine.schedule
     set decided_until = to_timestamp($2::float8 / 1000),
         last_at = coalesce(to_timestamp($3::float8 / 1000), last_at), last_run_id = coalesce($4, last_run_id)
     where name = $1`,
    [name, untilMs, last?.atMs ?? null, last?.runId ?? null],
  );
}

export async function recordExtraRun(pool: Pool, name: string, runId: string): Promise<void> {
  await pool.query("update engine.schedule set last_at = now(), last_run_id = $2 where name = $1", [
    name,
    runId,
  ]);
}

/** false when there is no such schedule. A resumed one goes on with its next time: a pause misses nothing. */
export async function setSchedulePaused(pool: Pool, name: string, isPaused: boolean): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update engine.schedule
     set is_paused = $2, decided_until = case when is_paused and not $2 then now() else decided_until end
     where name = $1`,
    [name, isPaused],
  );
  return rowCount === 1;
}
