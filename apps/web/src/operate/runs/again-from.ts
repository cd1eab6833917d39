import type { RunDetail, RunStep } from "@millrace/server/contract";

/** What doing a run again from a step means: which outcomes are kept, and which steps are done again. */
export interface AgainPlan {
  kept: readonly RunStep[];
  again: readonly RunStep[];
}

/** Cuts a run's steps at the first one to do again; a name that is no step of it keeps nothing. */
export function planAgain(steps: readonly RunStep[], fromStep: string | null): AgainPlan {
  const cut = steps.findIndex((step) => step.name === fromStep);
  return { kept: steps.slice(0, Math.max(0, cut)), again: steps.slice(Math.max(0, cut)) };
}

/** Where a retry begins unless a person says otherwise: the step that ended the run, else its first. */
export function failedStep(steps: readonly RunStep[]): string | null {
  return (steps.findLast((step) => step.error !== null || step.ended_at === null) ?? steps[0])?.name ?? null;
}

/** What the buttons of a run offer in its present state. */
export function offeredActs(status: RunDetail["status"]) {
  const isEnded = status === "succeeded" || status === "failed" || status === "cancelled";
  return {
    pause: status === "queued" || status === "running",
    resume: status === "paused" || status === "cancelled",
    cancel: !isEnded,
    /** In place, from the step that failed. */
    retry: status === "failed",
    /** In place, from a chosen step. */
    retryFrom: isEnded || status === "paused",
  };
}
