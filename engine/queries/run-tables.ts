/** The engine's tables with rows of a run, by `run_id`. */
export const engineRunTables = [
  "engine.step_attempt",
  "engine.run_failure",
  "engine.run_takeover",
  "engine.run_stop",
  "engine.run_log",
  "engine.run_log_dropped",
  "engine.run_progress",
  "engine.step_change",
];

/** DBOS's tables with rows of a run, by `workflow_uuid`, that no foreign key empties. */
export const durableRunTables = ["dbos.workflow_input", "dbos.workflow_output", "dbos.operation_outputs"];
