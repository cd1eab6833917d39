-- Runs that a person (or a parent's group policy) stopped. Read only while the run's status says that it is stopped.
create table engine.run_stop (
  run_id text primary key,
  -- false: cancelled.
  is_pause boolean not null,
  -- The run that was named when this one was stopped along: resuming that one takes this one along again.
  stopped_with text not null,
  at timestamptz not null default now()
);

-- What runs wrote through their log, redacted. Runs that say nothing write nothing.
create table engine.run_log (
  run_id text not null,
  id bigint generated always as identity,
  at timestamptz not null,
  level text not null,
  -- null: the handler, outside any step.
  step text,
  message text not null,
  facts jsonb not null,
  -- Which of the handler's own lines this is: a replayed handler says them again, and they are kept once.
  handler_line integer,
  primary key (run_id, id)
);

-- Lines of a run that made room for newer ones.
create table engine.run_log_dropped (
  run_id text primary key,
  lines bigint not null
);
