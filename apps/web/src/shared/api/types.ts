/** Answers of the API that no feature's contract describes: runs, health, rules, pages, problems. */

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** RFC 9457 problem details as the server writes them. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  /** Stable machine-readable code. */
  code?: string;
  /** The field at fault, when one is. */
  field?: string;
  /** What the person can do about it. */
  action?: string;
}

export interface RuleSet {
  name: string;
  title: string;
  description: string;
}

export interface Health {
  status: "ok" | "degraded";
  version: string;
  demo: boolean;
  checks: Record<string, { status: string; message?: string }>;
}

export const runStatuses = ["queued", "running", "succeeded", "failed", "cancelled", "paused"] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface RunError {
  name: string;
  message: string;
  rung: string;
}

export interface RunProgress {
  done: number;
  of: number | null;
  unit: string;
  message?: string;
}

export interface RunSummary {
  run_id: string;
  workflow: string;
  status: RunStatus;
  queue: string | null;
  parent_run_id: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  progress: RunProgress | null;
  error: RunError | null;
}

export interface RunStep {
  name: string;
  started_at: string | null;
  ended_at: string | null;
  attempts: number;
  error: RunError | null;
}

export interface RunDetail extends RunSummary {
  input: unknown;
  output: unknown;
  steps: RunStep[];
}
