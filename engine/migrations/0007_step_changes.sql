-- Changes of the product's database that a step has made, in the transaction that made them: none is made twice.
create table engine.step_change (
  run_id text not null,
  step text not null,
  -- null: it returned nothing.
  result jsonb,
  at timestamptz not null default now(),
  primary key (run_id, step)
);
