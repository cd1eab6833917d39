-- A failure is a dead letter while its run's status is an error and nobody discarded it.
alter table engine.run_failure
  -- The same for all that died alike. Failures of before have the exact message in it.
  add column kind text not null default '',
  -- The child whose failure ended this run: one death, listed once, under the parent.
  add column cause_run_id text,
  add column discarded_at timestamptz,
  add column discard_reason text,
  -- Milliseconds, as page cursors carry them.
  alter column at type timestamptz(3);
update engine.run_failure set kind = split_part(run_id, ':', 1) || ':' || left(md5(concat_ws(' ', rung, step, message)), 16);
alter table engine.run_failure alter column kind drop default;
create index run_failure_dead on engine.run_failure (at, run_id) where discarded_at is null;
create index run_failure_kind on engine.run_failure (kind, at, run_id) where discarded_at is null;
create index run_failure_cause on engine.run_failure (cause_run_id) where cause_run_id is not null;
