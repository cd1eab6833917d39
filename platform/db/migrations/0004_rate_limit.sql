-- What the rate limits of the API share between processes. Unlogged: a crash of the database forgets who asked how often
-- within the last minutes, and that is all.

-- One row per policy and asker. Times are milliseconds since the Unix epoch by this server's clock.
create unlogged table millrace.rate_limit (
  key text primary key,
  -- GCRA: when the whole allowance is there again if nobody asks any more.
  full_at_ms double precision not null,
  -- What the latest lease was granted, units.
  granted integer not null
);

-- Full again means nothing to remember.
create index rate_limit_full on millrace.rate_limit (full_at_ms);
