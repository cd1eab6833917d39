import type { RunAttempt, RunDetail, RunError, RunLogLine, RunStep, RunSummary } from "@millrace/engine";
import { redact, redactText } from "@millrace/platform/telemetry";
import type * as contract from "../../contract.ts";

/** Runs as the API shows them: the same facts, names in snake_case, without secrets. */

export function toRunSummary(run: RunSummary): contract.RunSummary {
  return {
    run_id: run.runId,
    workflow: run.workflow,
    status: run.status,
    queue: run.queue,
    parent_run_id: run.parentRunId,
    created_at: run.createdAt,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    progress: run.progress,
    error: run.error === null ? null : toRunError(run.error),
  };
}

export function toRunDetail(run: RunDetail): contract.RunDetail {
  return {
    ...toRunSummary(run),
    input: redact(run.input) ?? null,
    output: redact(run.output) ?? null,
    steps: run.steps.map(toRunStep),
  };
}

export function toRunError({ name, message, rung }: RunError): contract.RunError {
  return { name, message: redactText(message), rung };
}

export function toRunAttempt(attempt: RunAttempt): contract.RunAttempt {
  return {
    rung: attempt.rung,
    name: attempt.name,
    message: redactText(attempt.message),
    started_at: attempt.startedAt,
    ended_at: attempt.endedAt,
    retry_at: attempt.retryAt,
  };
}

export function toRunLogLine({ facts, ...line }: RunLogLine): contract.RunLogLine {
  return { ...line, message: redactText(line.message), facts: redact(facts) as contract.RunLogLine["facts"] };
}

function toRunStep(step: RunStep): contract.RunStep {
  return {
    name: step.name,
    started_at: step.startedAt,
    ended_at: step.endedAt,
    attempts: step.attempts,
    error: step.error === null ? null : toRunError(step.error),
    failures: step.failures.map(toRunAttempt),
    child_run_id: step.childRunId,
  };
}
