create schema if not exists millrace;

-- The outbox: what happened, written in the transaction that made it happen.
-- xid tells readers which rows may still have uncommitted neighbours with a smaller id.
create table millrace.events (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  type text not null,
  subject text,
  payload jsonb not null,
  created_at timestamptz not null default now()
);

create index events_xid_id on millrace.events (xid, id);
create index events_created_at on millrace.events (created_at);
