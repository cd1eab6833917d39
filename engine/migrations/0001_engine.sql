create schema if not exists engine;

-- One row per process that may run workflows; removed when it ends well or is found dead.
create table engine.worker (
  worker_id text primary key,
  role text not null,
  version text not null,
  pid integer not null,
  hostname text not null,
  -- Tells apart containers that share a host name; null where the system has no such thing.
  pid_namespace text,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now()
);

-- Failed tries only: the happy path writes nothing here.
create table engine.step_attempt (
  id bigint generated always as identity primary key,
  run_id text not null,
  step text not null,
  rung text not null,
  name text not null,
  message text not null,
  facts jsonb not null,
  costs_attempt boolean not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  -- null: this try ended the step.
  retry_at timestamptz
);
create index step_attempt_run on engine.step_attempt (run_id, id);

-- Why a run ended badly, readable without the stored payload; counts only while the run's status is an error.
create table engine.run_failure (
  run_id text primary key,
  name text not null,
  message text not null,
  rung text not null,
  -- The step whose error ended the run: resume starts there. null when the handler itself threw.
  step text,
  at timestamptz not null default now()
);

-- How often a run's worker died under it: a run that kills its workers is stopped in the end.
create table engine.run_takeover (
  run_id text primary key,
  count integer not null,
  at timestamptz not null default now()
);

create table engine.run_progress (
  run_id text primary key,
  done double precision not null,
  total double precision,
  unit text not null,
  message text,
  at timestamptz not null default now()
);
