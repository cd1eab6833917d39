import { z } from "zod";

export * from "./backups-contract.ts";
export * from "./settings-contract.ts";

/** What the dashboard and the commands may know of the house's own API: runs and whatever else is operated. */

const instant = z.string().describe("ISO 8601, UTC");
const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

export const runStatus = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "paused"]);
export type RunStatus = z.infer<typeof runStatus>;

export const runError = z.object({ name: z.string(), message: z.string(), rung: z.string() });
export type RunError = z.infer<typeof runError>;

export const runProgress = z.object({
  done: z.number(),
  of: z.number().nullable(),
  unit: z.string(),
  message: z.string().optional(),
});
export type RunProgress = z.infer<typeof runProgress>;

export const runSummary = z
  .object({
    run_id: z.string(),
    workflow: z.string(),
    status: runStatus,
    queue: z.string().nullable(),
    parent_run_id: z.string().nullable(),
    created_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
    progress: runProgress.nullable(),
    error: runError.nullable(),
  })
  .meta({ id: "RunSummary" });
export type RunSummary = z.infer<typeof runSummary>;

export const runAttempt = z.object({
  rung: z.string(),
  name: z.string(),
  message: z.string(),
  started_at: instant,
  ended_at: instant,
  retry_at: instant.nullable().describe("When the step was to run again; null when this try ended it"),
});
export type RunAttempt = z.infer<typeof runAttempt>;

export const runStep = z
  .object({
    name: z.string(),
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
    attempts: z.int(),
    error: runError.nullable(),
    failures: z.array(runAttempt),
    child_run_id: z.string().nullable(),
  })
  .meta({ id: "RunStep" });
export type RunStep = z.infer<typeof runStep>;

/** `GET /runs/{id}`. Input and output are redacted: secrets never leave the database. */
export const runDetail = runSummary
  .extend({
    input: z.unknown(),
    output: z.unknown(),
    steps: z.array(runStep),
  })
  .meta({ id: "RunDetail" });
export type RunDetail = z.infer<typeof runDetail>;

export const runPage = page(runSummary);

/** `POST /runs/{id}/retry` and `/fork`: the first step to do again; null for the failed one (retry) or the first (fork). */
export const fromStep = z.object({ from_step: z.string().trim().min(1).max(200).nullable().default(null) });

/** `POST /runs/{id}/fork` and `POST /schedules/{name}/run`: the new run; Location has its address. */
export const startedRun = z.object({ run_id: z.string() });

/** `GET /workflows`: what a run can be of, for filters. */
export const workflowList = z.object({ items: z.array(z.object({ name: z.string() })) });

export const runLogLine = z.object({
  at: instant,
  level: z.enum(["debug", "info", "warn", "error"]),
  step: z.string().nullable(),
  message: z.string(),
  facts: z.record(z.string(), z.unknown()),
});
export type RunLogLine = z.infer<typeof runLogLine>;
export const runLogPage = page(runLogLine);

export const queueState = z
  .object({
    name: z.string(),
    queued: z.int(),
    delayed: z.int(),
    running: z.int(),
    oldest_wait_ms: z.number().nullable(),
    concurrency: z.int().nullable(),
    worker_concurrency: z.int(),
    concurrency_per_key: z.int().nullable(),
    rate_limit: z.object({ limit: z.int(), period_ms: z.int() }).nullable(),
    is_paused: z.boolean(),
  })
  .meta({ id: "QueueState" });
export type QueueState = z.infer<typeof queueState>;
export const queueList = z.object({ items: z.array(queueState) });

export const missedRuns = z.enum(["skip", "latest", "all"]);
export const scheduleState = z
  .object({
    name: z.string(),
    workflow: z.string(),
    cron: z.string(),
    time_zone: z.string(),
    missed_runs: missedRuns,
    is_paused: z.boolean(),
    next_at: instant.nullable(),
    last_at: instant.nullable(),
    last_run_id: z.string().nullable(),
  })
  .meta({ id: "ScheduleState" });
export type ScheduleState = z.infer<typeof scheduleState>;
export const scheduleList = z.object({ items: z.array(scheduleState) });

export const deadLetter = z
  .object({
    run_id: z.string(),
    workflow: z.string(),
    status: z.enum(["failed", "paused"]),
    queue: z.string().nullable(),
    error: runError,
    step: z.string().nullable(),
    ended_at: instant,
    kind: z.string().describe("Same for all that died of the same thing"),
    parent_run_id: z.string().nullable(),
    cause_run_id: z
      .string()
      .nullable()
      .describe("The child whose failure ended it: a retry continues that one first"),
  })
  .meta({ id: "DeadLetter" });
export type DeadLetter = z.infer<typeof deadLetter>;
export const deadLetterPage = page(deadLetter);

export const deadLetterDetail = deadLetter
  .extend({
    payload: z.unknown(),
    history: z.array(runAttempt.extend({ run_id: z.string(), step: z.string() })),
  })
  .meta({ id: "DeadLetterDetail" });
export type DeadLetterDetail = z.infer<typeof deadLetterDetail>;

export const deadLetterKind = z.object({
  kind: z.string(),
  workflow: z.string(),
  step: z.string().nullable(),
  error: runError,
  count: z.int(),
  newest_at: instant,
  oldest_at: instant,
});
export type DeadLetterKind = z.infer<typeof deadLetterKind>;
export const deadLetterKinds = z.object({ items: z.array(deadLetterKind) });

export const discardRequest = z.object({ reason: z.string().trim().min(1).max(500) });
export const retryAlikeRequest = z.object({ kind: z.string().min(1).max(300) });
export const retriedAlike = z.object({
  /** Sent back to work. */
  retried: z.int(),
  /** Could not be, and are dead letters still. */
  refused: z.int(),
  /** Why the first of those could not be. */
  reason: z.string().nullable(),
});
export type RetriedAlike = z.infer<typeof retriedAlike>;

export const workerState = z
  .object({
    worker_id: z.string(),
    role: z.enum(["all", "web", "worker"]),
    version: z.string(),
    hostname: z.string(),
    pid: z.int(),
    started_at: instant,
    heartbeat_at: instant,
    is_alive: z.boolean(),
    running: z.int(),
  })
  .meta({ id: "WorkerState" });
export type WorkerState = z.infer<typeof workerState>;
export const workerList = z.object({ items: z.array(workerState) });

export const breakerState = z.object({
  host: z.string(),
  state: z.enum(["closed", "open"]),
  failures: z.int().describe("Failures in a row"),
  opens_in_ms: z.number().describe("Until it is tried again; 0 when closed or due"),
  last_failure: z.string().nullable(),
});
export type BreakerState = z.infer<typeof breakerState>;

/** One vendor: the budgets of its accounts (what may be sent, what was) and how its hosts' breakers stand. */
export const budgetState = z
  .object({
    vendor: z.string(),
    accounts: z.array(
      z.object({
        account: z.string(),
        limit: z.int().describe("Requests permitted per period"),
        period_ms: z.number(),
        burst: z.int().describe("Requests permitted at once after idling"),
        used: z.int().describe("Requests of the running period, leased ones included"),
        paused_until: instant.nullable().describe("While the vendor asked to wait (Retry-After)"),
      }),
    ),
    breakers: z.array(breakerState),
  })
  .meta({ id: "BudgetState" });
export type BudgetState = z.infer<typeof budgetState>;
export const budgetList = z.object({ items: z.array(budgetState) });

/** `GET /operate/rates?window=1h|24h|7d`: what ended, by slice of time. */
export const ratesWindow = z.enum(["1h", "24h", "7d"]);
export const runRate = z.object({
  at: instant,
  succeeded: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  p50_ms: z.number().nullable(),
  p95_ms: z.number().nullable(),
});
export type RunRate = z.infer<typeof runRate>;
export const runRates = z.object({ items: z.array(runRate) });

export const retentionPolicy = z.object({
  finished_days: z.number().positive().describe("Succeeded and cancelled runs"),
  dead_letters_days: z
    .number()
    .positive()
    .nullable()
    .describe("Dead letters nobody touched; null keeps them"),
  events_days: z.number().positive().describe("Live events, for reconnecting pages"),
  page_log_days: z.number().positive().describe("The log of outbound requests"),
});
export type RetentionPolicyView = z.infer<typeof retentionPolicy>;

export const storageState = z
  .object({
    database_bytes: z.int(),
    objects_bytes: z.int(),
    objects: z.int(),
    tables: z.array(
      z.object({ name: z.string(), rows: z.int().describe("The planner's estimate"), bytes: z.int() }),
    ),
    retention: retentionPolicy,
    last_prune: z.object({ at: instant, deleted: z.record(z.string(), z.int()) }).nullable(),
  })
  .meta({ id: "StorageState" });
export type StorageState = z.infer<typeof storageState>;

/** `POST /storage/prune`: rows deleted by kind of thing ("runs", "events", …). */
export const pruneResult = z.object({ deleted: z.record(z.string(), z.int()) });
export type PruneResult = z.infer<typeof pruneResult>;
