import type { PoolClient } from "pg";

/** Bump with any change below: an older trigger is replaced at the next start. */
const triggerName = "engine_guard_claim_1";

/**
 * Claims of a queue with a shared limit are made one after the other. DBOS counts what runs and takes rows that others
 * have not locked: two claims that see different rows (two versions side by side, a run of higher priority that came
 * between) could each spend the same place [measured: 4 running under a limit of 2]. Here both write the queue's one row in
 * `engine.queue_turn`, so that the one with the older view fails as a conflict, which DBOS tries again. Its claim for one
 * run per key reads anew at each statement instead, so that is counted again here.
 */
const guardSql = `
create or replace function engine.guard_claim() returns trigger language plpgsql as $$
declare is_one_per_key boolean;
begin
  select one_per_key into is_one_per_key from engine.queue_turn where queue = new.queue_name;
  if not found then return new; end if;
  update engine.queue_turn set taken_by = pg_current_xact_id()
  where queue = new.queue_name and taken_by is distinct from pg_current_xact_id();
  if is_one_per_key and exists (
    select 1 from dbos.workflow_status w
    where w.queue_name = new.queue_name and w.queue_partition_key = new.queue_partition_key and w.status = 'PENDING'
  ) then return null; end if;
  return new;
end $$;
do $$ declare known record; begin
  for known in select tgname from pg_trigger where tgname like 'engine\\_guard\\_claim%' loop
    execute format('drop trigger %I on dbos.workflow_status', known.tgname);
  end loop;
end $$;
create trigger ${triggerName} before update of status on dbos.workflow_status
  for each row when (old.status = 'ENQUEUED' and new.status = 'PENDING') execute function engine.guard_claim();
`;

/** Installs the guard unless it is there; call it under the schema lock, once DBOS has its tables. */
export async function installClaimGuard(client: PoolClient): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_trigger where tgname = $1", [triggerName]);
  if (rowCount !== 0) return;
  // One simple query: Postgres runs its statements in one transaction.
  await client.query(guardSql);
}
