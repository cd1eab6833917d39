/** Durable runs: define, handle, start, watch, cancel, resume. Nothing else in the repository imports DBOS. */
export {
  defineWorkflow,
  handleWorkflow,
  type ChildOptions,
  type GroupOptions,
  type RetryPolicy,
  type StepContext,
  type WorkflowContext,
  type WorkflowDefinition,
  type WorkflowHandler,
} from "./workflow.ts";
export type {
  GroupOutcome,
  Progress,
  RunAttempt,
  RunDetail,
  RunError,
  RunHandle,
  RunStatus,
  RunStep,
  RunSummary,
} from "./run.ts";
export type { Engine, QueueSettings, StartOptions } from "./engine.ts";
export type * from "./operations.ts";
export { defineSchedule, type Schedule, type ScheduleDefinition } from "./schedule.ts";
export { openEngine, type EngineOptions } from "./open-engine.ts";
export type { EngineTelemetry } from "./telemetry.ts";
export { RunCancelled, RunPaused } from "./stored-error.ts";
export { runIdOf } from "./run-id.ts";
export { planOf, type CronPlan } from "./cron-plan.ts";
export { engineMigrations, installEngineSchema } from "./engine-schema.ts";
