-- One row per queue with a limit that workers share: whoever claims from it writes here, so that no two claims count the
-- same free place. See claim-guard.ts.
create table engine.queue_turn (
  queue text primary key,
  -- At most one run of a key at a time, and no limit besides.
  one_per_key boolean not null,
  taken_by xid8
) with (fillfactor = 10);
