-- A run that gets on between two deaths of its workers is not their cause: the count starts again with each step done.
alter table engine.run_takeover add column steps_done integer not null default 0;
