import { DBOS, type DBOSConfig } from "@dbos-inc/dbos-sdk";
import { setTimeout as delay } from "node:timers/promises";
import { Pool, type PoolClient } from "pg";
import { Broken } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { installClaimGuard } from "./claim-guard.ts";
import { dbosLoggerOf } from "./dbos-logger.ts";

/** The engine's own tables, for the product's one migration runner. */
export const engineMigrations = { name: "engine", folder: new URL("./migrations/", import.meta.url) };

/** Channel of the engine's own wake-ups; payload: "cancelled <run id>", "paused <run id>", or `endedPayload`. */
export const runChannel = "millrace_runs";

/** Some run ended: whoever waits for one looks. No run id is empty. */
export const endedPayload = "";

/** Bump with any change below: an older trigger is replaced at the next start. */
const triggerName = "engine_announce_run_4";

/**
 * Every change of a run's status, by whichever process, becomes an event in the same transaction: what is announced
 * is exactly what is stored. Only a cancellation or a pause, which is rare and urgent, also wakes listeners there; the
 * rest is the bell's. It can't be one of the migrations because DBOS makes its table at launch.
 */
const announceSql = `
create or replace function engine.run_status(dbos_status text, of_run text) returns text language sql stable as $$
  select case dbos_status
    when 'ENQUEUED' then 'queued' when 'DELAYED' then 'queued' when 'PENDING' then 'running'
    when 'SUCCESS' then 'succeeded'
    when 'CANCELLED' then case when exists (select 1 from engine.run_stop s where s.run_id = of_run and s.is_pause)
      then 'paused' else 'cancelled' end
    else case when exists (select 1 from engine.run_failure f where f.run_id = of_run and f.rung = 'needs_attention')
      and dbos_status = 'ERROR' then 'paused' else 'failed' end
  end
$$;
create or replace function engine.announce_run() returns trigger language plpgsql as $$
declare
  told text := case new.status when 'PENDING' then 'running' when 'SUCCESS' then 'succeeded'
    when 'ENQUEUED' then 'queued' when 'DELAYED' then 'queued' else engine.run_status(new.status, new.workflow_uuid) end;
begin
  insert into millrace.events (type, subject, payload)
  values ('run.changed', new.workflow_uuid, jsonb_build_object('runId', new.workflow_uuid, 'workflow', new.name, 'status', told));
  -- Whoever goes again is dead no longer; whom DBOS itself ended is, without a word of ours.
  if old.status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED') and new.status <> old.status then
    delete from engine.run_failure where run_id = new.workflow_uuid;
  end if;
  if new.status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED') then
    insert into engine.run_failure (run_id, name, message, rung, kind)
    values (new.workflow_uuid, 'Broken', 'The run was ended by the engine; its detail says why.', 'broken', new.name || ':given-up')
    on conflict (run_id) do nothing;
  end if;
  if new.status = 'CANCELLED' then
    perform pg_notify('millrace_events', '');
    perform pg_notify('${runChannel}', told || ' ' || new.workflow_uuid);
  end if;
  return null;
end $$;
do $$ declare known record; begin
  for known in select tgname from pg_trigger where tgname like 'engine\\_announce\\_run%' loop
    execute format('drop trigger %I on dbos.workflow_status', known.tgname);
  end loop;
end $$;
create trigger ${triggerName} after insert or update of status on dbos.workflow_status
  for each row execute function engine.announce_run();
`;

/** The application DBOS knows us as; its rows carry it. */
export const applicationName = "millrace";

/**
 * Makes what the engine needs beyond its migrations: DBOS's own schema and the status trigger. `openEngine` does it by
 * itself; call it on a template database to spare every copy the time.
 */
export async function installEngineSchema(databaseUrl: string, log: Logger): Promise<void> {
  const pool = new Pool({ connectionString: databaseUrl, max: 4 });
  try {
    await withSchemaLock(pool, (client) => ensureSchema(client, pool, databaseUrl, log));
  } finally {
    await pool.end();
  }
}

/** Everything that may change the schema, launches included, by one process at a time. */
export async function withSchemaLock<T>(pool: Pool, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    // Tried again rather than waited for: DBOS builds indexes concurrently, and that waits for every session with an
    // open statement, so for one that waits for this lock as well.
    while (!(await tryLock(client))) await delay(lockRetryMs);
    return await run(client);
  } finally {
    // Ending the session gives the lock back even when the connection is what failed.
    client.release(true);
  }
}

/** Makes what is missing; call it under the schema lock. */
export async function ensureSchema(
  client: PoolClient,
  pool: Pool,
  databaseUrl: string,
  log: Logger,
): Promise<void> {
  await assertTables(pool);
  await ensureDurableSchema(pool, databaseUrl, log);
  await installRunEvents(client);
  await installClaimGuard(client);
}

const lockRetryMs = 50;

async function tryLock(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ is_mine: boolean }>(
    "select pg_try_advisory_lock(hashtext('millrace.engine.schema')) as is_mine",
  );
  return rows[0]?.is_mine ?? false;
}

/**
 * DBOS makes its schema only by launching, and a queue registered before a launch is polled from its first moment (later
 * ones are found a second later): so on a new database it is launched and stopped once before the real launch.
 */
async function ensureDurableSchema(pool: Pool, databaseUrl: string, log: Logger): Promise<void> {
  const { rows } = await pool.query<{ queues: string | null }>("select to_regclass('dbos.queues') as queues");
  if (rows[0]?.queues != null) return;
  DBOS.setConfig({ ...durableConfig(pool, databaseUrl, log), listenQueues: [] });
  await DBOS.launch();
  await DBOS.shutdown();
}

/** What every launch has in common. */
export function durableConfig(pool: Pool, databaseUrl: string, log: Logger): DBOSConfig {
  return {
    name: applicationName,
    systemDatabaseUrl: databaseUrl,
    systemDatabasePool: pool,
    // Versions never come from the code's hash: the caller pins them.
    applicationVersion: "schema",
    logger: dbosLoggerOf(log),
    enableOTLP: false,
    // The engine has a LISTEN of its own; DBOS's serves messages and streams, which it doesn't use.
    useListenNotify: false,
  };
}

/** Installs the status trigger unless it is there. */
async function installRunEvents(client: PoolClient): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_trigger where tgname = $1", [triggerName]);
  if (rowCount !== 0) return;
  // One simple query: Postgres runs its statements in one transaction.
  await client.query(announceSql);
}

async function assertTables(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ engine: string | null; events: string | null }>(
    "select to_regclass('engine.worker') as engine, to_regclass('millrace.events') as events",
  );
  if (rows[0]?.engine == null || rows[0].events == null) {
    throw new Broken(
      "The engine's tables are missing: run the platform's and the engine's migrations before openEngine.",
    );
  }
}
