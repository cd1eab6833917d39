-- What the polite client shares between processes: budgets, breakers, robots files, the page log.

-- One row per budget account. Times are milliseconds since the Unix epoch by this server's clock.
create table millrace.http_budget (
  account text primary key,
  requests_per_period integer not null check (requests_per_period > 0),
  period_ms double precision not null check (period_ms > 0),
  burst integer not null check (burst > 0),
  -- GCRA: when the next request would be due if all had come evenly spaced.
  theoretical_arrival_ms double precision not null default 0,
  -- Instant of the latest permit; instants never go back, or a slot that left the window would count for one before it.
  latest_ms double precision not null default 0,
  -- No request before this instant (a vendor's Retry-After).
  paused_until_ms double precision not null default 0,
  -- Permits of the last period, oldest first: granted_count[i] were granted for instants up to granted_at_ms[i].
  granted_at_ms double precision[] not null default '{}',
  granted_count integer[] not null default '{}',
  changed_at timestamptz not null default now()
);

-- Leases up to p_want permits and returns the instants from which each may be used.
-- Two rules hold for every permit: GCRA (evenly spaced after a burst), and never more than
-- p_requests in any sliding window of p_period_ms + p_tolerance_ms. The tolerance is how late after its
-- instant a permit may still reach the vendor. A permit due later than p_horizon_ms is not granted;
-- next_ms then says when it would be due. p_returned_ms are instants of permits the caller got earlier and did not use.
create function millrace.http_lease(
  p_account text, p_requests integer, p_period_ms double precision, p_burst integer,
  p_tolerance_ms double precision, p_want integer, p_lead_ms double precision, p_horizon_ms double precision,
  p_returned_ms double precision[],
  out now_ms double precision, out starts_ms double precision[], out next_ms double precision
) language plpgsql as $$
declare
  budget millrace.http_budget;
  interval_ms double precision := p_period_ms / p_requests;
  window_ms double precision := p_period_ms + p_tolerance_ms;
  -- Grants are remembered in slots of this width, rounded up, so a row stays small whatever the limit.
  slot_ms double precision := p_period_ms / 512;
  start_ms double precision;
  returned_ms double precision;
  total integer;
  peek integer;
  peek_total integer;
begin
  insert into millrace.http_budget (account, requests_per_period, period_ms, burst)
  values (p_account, p_requests, p_period_ms, p_burst) on conflict (account) do nothing;
  select * into budget from millrace.http_budget where account = p_account for update;

  -- After the lock, so that the waiting time is not in it.
  now_ms := extract(epoch from clock_timestamp()) * 1000;
  starts_ms := '{}';
  while cardinality(budget.granted_at_ms) > 0 and budget.granted_at_ms[1] + window_ms <= now_ms loop
    budget.granted_at_ms := budget.granted_at_ms[2:];
    budget.granted_count := budget.granted_count[2:];
  end loop;
  -- A permit counts in the first slot that ends at or after its instant. One so old that its slot may be gone is not
  -- taken back: the next slot is another permit's.
  foreach returned_ms in array p_returned_ms loop
    continue when returned_ms <= now_ms + p_horizon_ms - window_ms;
    for slot in 1 .. cardinality(budget.granted_at_ms) loop
      if budget.granted_at_ms[slot] >= returned_ms then
        budget.granted_count[slot] := greatest(budget.granted_count[slot] - 1, 0);
        exit;
      end if;
    end loop;
  end loop;
  -- What was not sent must not delay what is: the arrival time again, from the permits that remain. Anything older than
  -- the window is due by now whatever came before it, since a burst is at most a period's requests.
  if cardinality(p_returned_ms) > 0 then
    start_ms := 0;
    for slot in 1 .. cardinality(budget.granted_at_ms) loop
      continue when budget.granted_count[slot] = 0;
      start_ms := greatest(start_ms, budget.granted_at_ms[slot]) + budget.granted_count[slot] * interval_ms;
    end loop;
    budget.theoretical_arrival_ms := least(budget.theoretical_arrival_ms, start_ms);
  end if;
  select coalesce(sum(granted), 0) into total from unnest(budget.granted_count) as granted;

  while cardinality(starts_ms) < p_want loop
    start_ms := greatest(now_ms + p_lead_ms, budget.paused_until_ms, budget.latest_ms,
                         budget.theoretical_arrival_ms - (p_burst - 1) * interval_ms);
    peek := 1;
    peek_total := total;
    while peek_total >= p_requests loop
      start_ms := greatest(start_ms, budget.granted_at_ms[peek] + window_ms);
      peek_total := peek_total - budget.granted_count[peek];
      peek := peek + 1;
    end loop;
    if start_ms > now_ms + p_horizon_ms then
      next_ms := start_ms;
      exit;
    end if;
    total := peek_total + 1;
    budget.granted_at_ms := budget.granted_at_ms[peek:];
    budget.granted_count := budget.granted_count[peek:];
    if cardinality(budget.granted_at_ms) > 0 and budget.granted_at_ms[cardinality(budget.granted_at_ms)] >= start_ms then
      budget.granted_count[cardinality(budget.granted_count)] := budget.granted_count[cardinality(budget.granted_count)] + 1;
    else
      budget.granted_at_ms := budget.granted_at_ms || (ceil(start_ms / slot_ms) * slot_ms);
      budget.granted_count := budget.granted_count || 1;
    end if;
    budget.theoretical_arrival_ms := greatest(budget.theoretical_arrival_ms, start_ms) + interval_ms;
    budget.latest_ms := start_ms;
    starts_ms := starts_ms || start_ms;
  end loop;

  update millrace.http_budget set
    requests_per_period = p_requests, period_ms = p_period_ms, burst = p_burst,
    theoretical_arrival_ms = budget.theoretical_arrival_ms, latest_ms = budget.latest_ms,
    granted_at_ms = budget.granted_at_ms, granted_count = budget.granted_count, changed_at = now()
  where account = p_account;
end $$;

-- One row per vendor and host that ever failed. Half-open is not stored: it is `open` past `open_until`.
create table millrace.http_breaker (
  vendor text not null,
  host text not null,
  state text not null check (state in ('closed', 'open')),
  -- Failures in a row, over all processes.
  failures integer not null default 0,
  -- Times it opened again without closing; the exponent of the next open time.
  reopenings integer not null default 0,
  open_until timestamptz,
  -- The one process that probes, and until when its claim holds should it die.
  probe_by uuid,
  probe_until timestamptz,
  last_failure text,
  changed_at timestamptz not null default now(),
  primary key (vendor, host)
);

-- The robots.txt in force per origin, shared so that a fleet asks once.
create table millrace.http_robots (
  origin text primary key,
  status integer not null,
  -- SHA-256 of the kept file; null when there was none to obey (4xx).
  body_hash text,
  fetched_at timestamptz not null default now()
);

-- The page log: one row per answer kept as evidence.
create table millrace.page (
  id uuid primary key,
  run_id text,
  vendor text not null,
  account text,
  method text not null,
  -- Final URL, secrets in the query redacted.
  url text not null,
  status integer not null,
  -- { "request": {…}, "response": {…} }, secrets redacted.
  headers jsonb not null,
  body_hash text not null,
  bytes integer not null,
  duration_ms integer not null,
  robots_hash text,
  fetched_at timestamptz not null default now()
);
create index page_run_id on millrace.page (run_id) where run_id is not null;
create index page_body_hash on millrace.page (body_hash);
create index page_fetched_at on millrace.page (fetched_at);
