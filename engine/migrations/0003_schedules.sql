-- What each schedule has done, shared by every process; one row per schedule that a live process declares.
create table engine.schedule (
  name text primary key,
  workflow text not null,
  cron text not null,
  time_zone text not null,
  missed_runs text not null,
  is_paused boolean not null default false,
  -- Every planned time up to this one is decided: started, or missed for good.
  decided_until timestamptz not null default now(),
  last_at timestamptz,
  last_run_id text,
  -- When a process last said that its code has this schedule.
  declared_at timestamptz not null default now()
);

-- Queues from which nothing is taken; their limits in dbos.queues are zero meanwhile.
create table engine.paused_queue (
  name text primary key,
  at timestamptz not null default now()
);
