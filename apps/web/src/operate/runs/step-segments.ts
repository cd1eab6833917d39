import type { RunStep } from "@millrace/server/contract";

/**
 * One stretch of a step on the timeline. `waited`: asked to come again later, which is no failure; `pause`: between two
 * tries; `open`: under way now.
 */
export interface Segment {
  kind: "done" | "failed" | "waited" | "pause" | "open";
  fromMs: number;
  toMs: number;
}

/** The tries of a step and the waits between them, oldest first; an unfinished step reaches to `nowMs`. */
export function segmentsOf(step: RunStep, nowMs: number): Segment[] {
  if (step.started_at === null) return [];
  const segments: Segment[] = [];
  let fromMs = Date.parse(step.started_at);
  const add = (kind: Segment["kind"], toMs: number) => {
    if (toMs > fromMs || kind === "failed") segments.push({ kind, fromMs, toMs: Math.max(fromMs, toMs) });
    fromMs = Math.max(fromMs, toMs);
  };
  for (const failure of step.failures) {
    add("pause", Date.parse(failure.started_at));
    add(failure.rung === "try_again_later" ? "waited" : "failed", Date.parse(failure.ended_at));
    if (failure.retry_at !== null) add("pause", Math.min(Date.parse(failure.retry_at), endOf(step, nowMs)));
  }
  if (step.ended_at === null) addOpen(step, nowMs, add);
  else if (step.error === null) add("done", Math.max(Date.parse(step.ended_at), fromMs + 1));
  else if (step.failures.length === 0) add("failed", Date.parse(step.ended_at));
  return segments;
}

const endOf = (step: RunStep, nowMs: number) => (step.ended_at === null ? nowMs : Date.parse(step.ended_at));

function addOpen(step: RunStep, nowMs: number, add: (kind: Segment["kind"], toMs: number) => void): void {
  const retryAt = step.failures.at(-1)?.retry_at;
  const isWaiting = typeof retryAt === "string" && Date.parse(retryAt) > nowMs;
  add(isWaiting ? "pause" : "open", nowMs);
}

export interface TimeSpan {
  fromMs: number;
  toMs: number;
}

/** From the first step to the last, at least one millisecond long; up to now while the run goes on. */
export function spanOf(steps: readonly RunStep[], isRunning: boolean, nowMs: number): TimeSpan {
  const times = steps.flatMap((step) =>
    segmentsOf(step, isRunning ? nowMs : 0).flatMap((segment) => [segment.fromMs, segment.toMs]),
  );
  if (times.length === 0) return { fromMs: nowMs, toMs: nowMs + 1 };
  const fromMs = times.reduce((a, b) => Math.min(a, b));
  const toMs = times.reduce((a, b) => Math.max(a, b), isRunning ? nowMs : 0);
  return { fromMs, toMs: Math.max(fromMs + 1, toMs) };
}
