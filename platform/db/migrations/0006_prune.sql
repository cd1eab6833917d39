-- What each round of retention deleted, by kind of thing; the storage page shows the latest.
create table millrace.prune (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- { "runs": 12, "events": 340, … }
  deleted jsonb not null
);
