import { DBOS, type DBOSConfig } from "@dbos-inc/dbos-sdk";
import { Pool } from "pg";
import { Broken } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { dbosLoggerOf } from "./dbos-logger.ts";

/** The engine's own tables, for the product's one migration runner. */
export const engineMigrations = { name: "engine", folder: new URL("./migrations/", import.meta.url) };

/** Channel of the engine's own wake-ups; payload: the id of a run that was cancelled, or `endedPayload`. */
export const runChannel = "millrace_runs";

/** Some run ended: whoever waits for one looks. No run id is empty. */
export const endedPayload = "";

/** Bump with any change below: an older trigger is replaced at the next start. */
const triggerName = "engine_announce_run_1";

/**
 * Every change of a run's status, by whichever process, becomes an event in the same transaction: what is announced
 * is exactly what is stored. Only a cancellation, which is rare and urgent, also wakes listeners there; the rest is
 * the bell's. It can't be one of the migrations because DBOS makes its table at launch.
 */
const announceSql = `
create or replace function engine.run_status(dbos_status text, of_run text) returns text language sql stable as $$
  select case dbos_status
    when 'ENQUEUED' then 'queued' when 'DELAYED' then 'queued' when 'PENDING' then 'running'
    when 'SUCCESS' then 'succeeded' when 'CANCELLED' then 'cancelled'
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
  if new.status = 'CANCELLED' then
    perform pg_notify('millrace_events', '');
    perform pg_notify('${runChannel}', new.workflow_uuid);
  end if;
  return null;
end $$;
drop trigger if exists ${triggerName} on dbos.workflow_status;
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
    await ensureSchema(pool, databaseUrl, log);
  } finally {
    await pool.end();
  }
}

/**
 * DBOS makes its schema only by launching, and a queue registered before a launch is polled from its first moment (later
 * ones are found a second later): so on a new database it is launched and stopped once before the real launch.
 */
export async function ensureSchema(pool: Pool, databaseUrl: string, log: Logger): Promise<void> {
  await assertTables(pool);
  const { rows } = await pool.query<{ queues: string | null }>("select to_regclass('dbos.queues') as queues");
  if (rows[0]?.queues == null) {
    DBOS.setConfig({ ...durableConfig(pool, databaseUrl, log), listenQueues: [] });
    await DBOS.launch();
    await DBOS.shutdown();
  }
  await installRunEvents(pool);
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

/** Installs the status trigger unless it is there; safe when many processes start at once. */
async function installRunEvents(pool: Pool): Promise<void> {
  const { rowCount } = await pool.query("select 1 from pg_trigger where tgname = $1", [triggerName]);
  if (rowCount !== 0) return;
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtext('millrace.engine.schema'))");
    await client.query(announceSql);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
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
