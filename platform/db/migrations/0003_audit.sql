-- The audit trail: who did what to which thing. Rows are only ever added, each chained to the one before it.

create table millrace.audit (
  -- 1, 2, 3… without gaps: a missing row shows.
  seq bigint primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  -- noun.verb ("person.invited").
  action text not null,
  subject text,
  detail jsonb not null,
  previous_hash text not null,
  hash text not null
);

create index audit_action on millrace.audit (action, seq desc);
create index audit_actor on millrace.audit (actor_id, seq desc);

-- Where the chain ends. Its row lock puts writers in a row, in the transaction of what they tell of.
create table millrace.audit_head (
  is_only boolean primary key default true check (is_only),
  seq bigint not null,
  at timestamptz not null,
  previous_hash text not null,
  hash text not null
);

-- SHA-256 over number, hash before, instant (UTC, microseconds) and the entry as canonical JSON, one per line.
create function millrace.audit_hash(p_seq bigint, p_previous text, p_at timestamptz, p_entry text) returns text
language sql immutable as $$
  select encode(sha256(convert_to(
    p_seq || E'\n' || p_previous || E'\n'
      || to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || E'\n' || p_entry, 'UTF8')), 'hex')
$$;

create function millrace.refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is append-only: % on % is refused.', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create trigger audit_append_only before update or delete on millrace.audit
  for each row execute function millrace.refuse_audit_change();
create trigger audit_not_truncated before truncate on millrace.audit
  for each statement execute function millrace.refuse_audit_change();
create trigger audit_head_kept before delete on millrace.audit_head
  for each row execute function millrace.refuse_audit_change();
create trigger audit_head_not_truncated before truncate on millrace.audit_head
  for each statement execute function millrace.refuse_audit_change();
-- The head only ever moves on by one, from the hash it had.
create trigger audit_head_moves_on before update on millrace.audit_head
  for each row when (new.seq <> old.seq + 1 or new.previous_hash <> old.hash)
  execute function millrace.refuse_audit_change();
