import type { Database } from "@millrace/platform/db";

type Pool = Database["pool"];

/** Rows per statement. */
const batchSize = 50_000;
/** One run in so many fails, after two tries. */
const failsOneIn = 100;

/** DBOS's tables of a run, with the columns that are not copied as they are. */
const copies: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "dbos.workflow_status": {
    workflow_uuid: "c.id",
    created_at: "c.ended - 20",
    updated_at: "c.ended",
    started_at_epoch_ms: "c.ended - 10",
    completed_at: "c.ended",
    status: "c.status",
  },
  "dbos.workflow_input": { workflow_uuid: "c.id", retention_timestamp: "c.ended" },
  "dbos.workflow_output": { workflow_uuid: "c.id", retention_timestamp: "c.ended" },
  "dbos.operation_outputs": {
    workflow_uuid: "c.id",
    retention_timestamp: "c.ended",
    started_at_epoch_ms: "c.ended - 10",
    completed_at_epoch_ms: "c.ended - 5",
  },
};

/**
 * Adds finished runs, evenly over the last `days`: copies of one that went through the engine, row by row, with three events
 * each. The status trigger is off meanwhile: it would date the events today.
 */
export async function fillWithRuns(
  pool: Pool,
  { runs, days, name }: { runs: number; days: number; name: string },
): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    "select workflow_uuid as id from dbos.workflow_status where status = 'SUCCESS' order by created_at limit 1",
  );
  const template = rows[0]?.id;
  if (template === undefined) throw new Error("there is no run to copy: let one go through the engine first");
  await pool.query("alter table dbos.workflow_status disable trigger user");
  for (let first = 0; first < runs; first += batchSize) {
    const last = Math.min(runs, first + batchSize) - 1;
    const copied = `(select '${name}-' || n as id, case when n % ${failsOneIn} = 0 then 'ERROR' else 'SUCCESS' end as status,
      (extract(epoch from now()) * 1000 - ${days} * 86400000.0 * (1 - (n + 1)::float8 / ${runs}))::bigint as ended
      from generate_series(${first}, ${last}) as n) as c`;
    for (const [table, changed] of Object.entries(copies))
      await copyRows(pool, { table, changed, template, copied });
    await addTrail(pool, copied);
  }
  await pool.query("alter table dbos.workflow_status enable trigger user");
  await pool.query("vacuum analyze");
}

async function copyRows(
  pool: Pool,
  copy: { table: string; changed: Readonly<Record<string, string>>; template: string; copied: string },
): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped",
    [copy.table],
  );
  const names = rows.map((row) => row.name);
  const values = names.map((column) => copy.changed[column] ?? `t."${column}"`);
  await pool.query(
    `insert into ${copy.table} (${names.map((column) => `"${column}"`).join(", ")})
     select ${values.join(", ")} from ${copy.table} t, ${copy.copied} where t.workflow_uuid = $1`,
    [copy.template],
  );
}

/** What the engine adds of its own: events of every run, failures and tries of those that failed. */
async function addTrail(pool: Pool, copied: string): Promise<void> {
  await pool.query(
    `insert into millrace.events (type, subject, payload, created_at)
     select 'run.changed', c.id, jsonb_build_object('runId', c.id, 'workflow', 'one-step', 'status', told), to_timestamp(c.ended / 1000.0)
     from ${copied}, unnest(array['queued', 'running', 'succeeded']) as told`,
  );
  const message = "'https://site.example/p/' || c.id || ' answered 503.'";
  await pool.query(
    `insert into engine.run_failure (run_id, name, message, rung, step, at, kind)
     select c.id, 'Transient', ${message}, 'transient', 'hand back', to_timestamp(c.ended / 1000.0), 'one-step:0123456789abcdef'
     from ${copied} where c.status = 'ERROR'`,
  );
  await pool.query(
    `insert into engine.step_attempt (run_id, step, rung, name, message, facts, costs_attempt, started_at, ended_at)
     select c.id, 'hand back', 'transient', 'Transient', ${message}, '{}', true, to_timestamp(c.ended / 1000.0), to_timestamp(c.ended / 1000.0)
     from ${copied}, generate_series(1, 2) where c.status = 'ERROR'`,
  );
}

/** Bytes of every table a run leaves rows in, indexes and all. */
export async function tableBytes(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    `select sum(pg_total_relation_size(c.oid))::float8 as bytes
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and (n.nspname in ('dbos', 'engine') or (n.nspname = 'millrace' and c.relname = 'events'))`,
  );
  return rows[0]?.bytes ?? 0;
}
