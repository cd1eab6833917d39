import { defineWorkflow } from "@millrace/engine";
import { z } from "zod";
import { metricId, reasonCode } from "./metrics.ts";
import { tag, websiteStatus, workspace } from "./websites.ts";

/** Which websites: every condition that is given holds; archived ones are never among them. */
export const selection = z.strictObject({
  status: z.array(websiteStatus).max(5).optional(),
  tags: z.array(tag).max(20).optional().describe("Any of these"),
  website_ids: z.array(z.uuid()).max(10_000).optional(),
  older_than_hours: z
    .number()
    .min(0)
    .max(8_760)
    .optional()
    .describe("Last measured longer ago than this, or never"),
});
export type Selection = z.infer<typeof selection>;

export const sessionRequest = z.strictObject({
  workspace: workspace.default("production"),
  selection: selection.default({}),
  provider: z.string().max(60).optional().describe("Default: the first provider that is ready"),
  workers: z.int().min(1).max(16).default(2),
  /** 0 goes first. */
  priority: z.int().min(0).max(100).default(10),
  /** Websites measured less than this long ago are skipped as fresh. */
  remeasure_after_hours: z.number().min(0).max(8_760).default(24),
  /** Default: every metric the provider declares. */
  metrics: z.array(metricId).min(1).max(50).optional(),
});
export type SessionRequest = z.infer<typeof sessionRequest>;

/** `POST /scraping/sessions/preview`: what a session would do, before it is started. */
export const sessionPreview = z
  .object({
    provider: z.string(),
    selected: z.int(),
    /** Skipped because they were measured within the threshold. */
    fresh: z.int(),
    to_measure: z.int(),
    /** Calls and pages it will ask for at most; what the budget makes of that, seconds; null when it can't be said yet. */
    calls: z.int(),
    seconds: z.number().nullable(),
  })
  .meta({ id: "SessionPreview" });
export type SessionPreview = z.infer<typeof sessionPreview>;

export const sessionStatus = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "paused"]);
export type SessionStatus = z.infer<typeof sessionStatus>;

export const workerActivity = z.object({
  worker: z.int().min(1).max(16),
  state: z.enum(["starting", "working", "waiting", "finished"]),
  /** What it measures at this moment; null between two websites. */
  domain: z.string().nullable(),
  /** "api", "page", "login", "saving", or why it waits. */
  doing: z.string().nullable(),
  since: z.string(),
  done: z.int(),
});
export type WorkerActivity = z.infer<typeof workerActivity>;

const tally = z.object({
  asked: z.int(),
  answered: z.int(),
  retries: z.int(),
  by_mirror: z.record(z.string(), z.int()),
});

/** `GET /scraping/sessions/{id}/status`: the session as it stands, and its report once it has ended. */
export const session = z
  .object({
    /** The engine's run id. */
    id: z.string(),
    workspace,
    provider: z.string(),
    selection,
    workers: z.int(),
    priority: z.int(),
    remeasure_after_hours: z.number(),
    metrics: z.array(metricId),
    status: sessionStatus,
    started_by: z.string(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    ended_at: z.string().nullable(),
    /** Websites it measures, those skipped as fresh not among them. */
    total: z.int(),
    done: z.int(),
    left: z.int(),
    fresh: z.int(),
    /** By the status its measurement gave each website. */
    by_outcome: z.object({ completed: z.int(), partial: z.int(), failed: z.int(), na: z.int() }),
    /** Websites per minute over the last minutes; null before the first. */
    per_minute: z.number().nullable(),
    /** Seconds left at that rate. */
    seconds_left: z.number().nullable(),
    activity: z.array(workerActivity),
    /** Calls to the provider's API and pages, and how many were answered in the end. */
    api: tally,
    dom: tally,
    obtained: z.int(),
    expected: z.int(),
    missing: z.array(z.object({ metric: metricId, reason: reasonCode, count: z.int() })),
    /** Extractors that stopped matching, or fell back to another strategy. */
    extractor_faults: z.array(
      z.object({
        metric: metricId,
        strategy: z.string().nullable(),
        count: z.int(),
        /** A website it happened at, for the evidence: page and picture are with its reading. */
        website_id: z.uuid(),
        measurement_id: z.uuid(),
      }),
    ),
    /** Why it is paused or failed, in one sentence. */
    message: z.string().nullable(),
  })
  .meta({ id: "ScrapingSession" });
export type Session = z.infer<typeof session>;

/** One website of a session. */
export const sessionWebsite = z
  .object({
    website_id: z.uuid(),
    domain: z.string(),
    position: z.int(),
    state: z.enum(["waiting", "working", "done"]),
    outcome: z.enum(["completed", "partial", "failed", "na"]).nullable(),
    worker: z.int().nullable(),
    measurement_id: z.uuid().nullable(),
    ended_at: z.string().nullable(),
    missing: z.record(z.string(), reasonCode),
  })
  .meta({ id: "SessionWebsite" });
export type SessionWebsite = z.infer<typeof sessionWebsite>;

/** One line of a session's log (`GET /scraping/sessions/{id}/log`, JSON Lines). */
export const sessionLogLine = z.object({
  at: z.string(),
  level: z.enum(["info", "warn", "error"]),
  worker: z.int().nullable(),
  domain: z.string().nullable(),
  event: z.string(),
  message: z.string(),
  facts: z.record(z.string(), z.unknown()),
});
export type SessionLogLine = z.infer<typeof sessionLogLine>;

export const measureWebsitesInput = sessionRequest.required({ provider: true, metrics: true }).extend({
  started_by: z.string(),
  /** For a provider that takes files (POST /scraping/figures): the object's name of the file it reads. */
  file_hash: z.string().optional(),
});

/** Measures a selection of websites; the run id is the session id. */
export const measureWebsites = defineWorkflow({
  id: "measure-websites",
  input: measureWebsitesInput,
  output: z.object({ total: z.int(), done: z.int() }),
  queue: "site-sessions",
  onDeploy: "continue",
});
