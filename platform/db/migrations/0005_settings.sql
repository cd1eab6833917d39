-- Settings changed while the house runs. A name without a row has the value of the file or the default.

create table millrace.setting (
  name text primary key,
  value jsonb,
  -- Of a secret: an envelope (v1.<key id>.<nonce>.<sealed>) or a reference (env:NAME, file:/path); never the secret.
  secret text,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  check (num_nonnulls(value, secret) = 1)
);

-- Counts the changes; its row lock puts those who change settings in a row.
create table millrace.setting_version (
  is_only boolean primary key default true check (is_only),
  version bigint not null
);
