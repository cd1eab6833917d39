-- The parent that a child's failure ended: the death is listed under the parent. A group may end by several children.
alter table engine.run_failure add column ended_run_id text;
update engine.run_failure child set ended_run_id = parent.run_id
  from engine.run_failure parent where parent.cause_run_id = child.run_id;
create index run_failure_ended on engine.run_failure (ended_run_id) where ended_run_id is not null;
drop index engine.run_failure_cause;
