import { z } from "@hono/zod-openapi";
import type { RunDetail, RunStep, RunSummary } from "@millrace/engine";

export const runStatus = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "paused"]);
const runError = z.object({ name: z.string(), message: z.string(), rung: z.string() });
const progress = z.object({
  done: z.number(),
  of: z.number().nullable(),
  unit: z.string(),
  message: z.string().optional(),
});

export const runSummary = z
  .object({
    run_id: z.string(),
    workflow: z.string(),
    status: runStatus,
    queue: z.string().nullable(),
    parent_run_id: z.string().nullable(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    ended_at: z.string().nullable(),
    progress: progress.nullable(),
    error: runError.nullable(),
  })
  .openapi("RunSummary");

const runStep = z.object({
  name: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  attempts: z.int(),
  error: runError.nullable(),
});

export const runDetail = runSummary
  .extend({ input: z.unknown(), output: z.unknown(), steps: z.array(runStep) })
  .openapi("RunDetail");

/** A run as the API shows it: the same facts, names in snake_case. */
export function toRunSummary(run: RunSummary): z.infer<typeof runSummary> {
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
    error: run.error,
  };
}

export function toRunDetail(run: RunDetail): z.infer<typeof runDetail> {
  return {
    ...toRunSummary(run),
    input: run.input ?? null,
    output: run.output ?? null,
    steps: run.steps.map(toRunStep),
  };
}

function toRunStep(step: RunStep): z.infer<typeof runStep> {
  return {
    name: step.name,
    started_at: step.startedAt,
    ended_at: step.endedAt,
    attempts: step.attempts,
    error: step.error,
  };
}
