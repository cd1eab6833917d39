-- Grants are remembered for a while after they left the window: an answer comes later than its request, and how often the
-- vendor was asked when it counted is compared with what had been granted then. The rules for permits stay as they were.
create or replace function millrace.http_lease(
  p_account text, p_requests integer, p_period_ms double precision, p_burst integer,
  p_tolerance_ms double precision, p_want integer, p_lead_ms double precision, p_horizon_ms double precision,
  p_returned_ms double precision[],
  out now_ms double precision, out starts_ms double precision[], out next_ms double precision
) language plpgsql as $$
declare
  budget millrace.http_budget;
  interval_ms double precision := p_period_ms / p_requests;
  window_ms double precision := p_period_ms + p_tolerance_ms;
  -- An answer that takes longer than a period, or ten seconds, is compared with nothing.
  memory_ms double precision := window_ms + least(p_period_ms, 10000);
  -- Grants are remembered in slots of this width, rounded up, so a row stays small whatever the limit.
  slot_ms double precision := p_period_ms / 512;
  -- The first slot whose grants still count.
  oldest integer := 1;
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
  while cardinality(budget.granted_at_ms) > 0 and budget.granted_at_ms[1] + memory_ms <= now_ms loop
    budget.granted_at_ms := budget.granted_at_ms[2:];
    budget.granted_count := budget.granted_count[2:];
  end loop;
  -- A permit counts in the first slot that ends at or after its instant. One that left the window has nothing to give back.
  foreach returned_ms in array p_returned_ms loop
    continue when returned_ms <= now_ms - window_ms;
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
  while oldest <= cardinality(budget.granted_at_ms) and budget.granted_at_ms[oldest] + window_ms <= now_ms loop
    oldest := oldest + 1;
  end loop;
  select coalesce(sum(granted), 0) into total from unnest(budget.granted_count[oldest:]) as granted;

  while cardinality(starts_ms) < p_want loop
    start_ms := greatest(now_ms + p_lead_ms, budget.paused_until_ms, budget.latest_ms,
                         budget.theoretical_arrival_ms - (p_burst - 1) * interval_ms);
    peek := oldest;
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
    oldest := peek;
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
