import { sql } from "drizzle-orm";
import {
  boolean,
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { changedXid } from "@millrace/platform/streams/columns";
import type {
  AlertRuleRequest,
  ImportOutcome,
  MetricUnit,
  Provenance,
  ProviderTrouble,
  QuantityKind,
  ReasonCode,
  Selection,
  Workspace,
} from "./contract.ts";
import { instant } from "./schema-columns.ts";
import type { SessionTally } from "./pipeline/session-tally.ts";

/**
 * Tables of Sites. Change them here, then `npx drizzle-kit generate --name …` in this folder writes the next migration;
 * schema.test.ts fails until it is there.
 */
export const sitesSchema = pgSchema("sites");

const websiteId = () =>
  uuid("website_id")
    .notNull()
    .references(() => website.id, { onDelete: "cascade" });

export const website = sitesSchema.table(
  "website",
  {
    id: uuid().primaryKey(),
    workspace: text().$type<Workspace>().notNull(),
    domain: text().notNull(),
    name: text(),
    tags: text()
      .array()
      .notNull()
      .default(sql`'{}'`),
    createdAt: instant("created_at").notNull().defaultNow(),
    changedAt: instant("changed_at").notNull().defaultNow(),
    archivedAt: instant("archived_at"),
    /** The rest is evidence, written with each measurement. */
    provider: text(),
    lastMeasurementId: uuid("last_measurement_id"),
    lastMeasuredAt: instant("last_measured_at"),
    /** Metrics the provider declares, and those among them whose newest reading has a quantity. */
    expected: smallint().notNull().default(0),
    obtained: smallint().notNull().default(0),
    /** Reason by metric, for those without. */
    missing: jsonb().$type<Record<string, ReasonCode>>().notNull().default({}),
    /** Organic traffic below the threshold was measured. */
    isSmall: boolean("is_small").notNull().default(false),
    isDemo: boolean("is_demo").notNull().default(false),
    changedXid: changedXid(),
    /** What the evidence says, age aside; nobody can write it. */
    outcome: text()
      .notNull()
      .generatedAlwaysAs(
        sql`case when last_measured_at is null then 'pending' when is_small then 'na' when obtained = 0 then 'failed' when obtained < expected then 'partial' else 'completed' end`,
      ),
  },
  (table) => [
    uniqueIndex("website_domain").on(table.workspace, table.domain),
    index("website_outcome").on(table.workspace, table.outcome, table.lastMeasuredAt),
    index("website_measured").on(table.workspace, table.lastMeasuredAt, table.id),
    index("website_tags").using("gin", table.tags),
    index("website_changed").on(table.changedXid, table.id),
  ],
);

/** One measuring of one website; within a session each website has at most one. */
export const measurement = sitesSchema.table(
  "measurement",
  {
    id: uuid().primaryKey(),
    websiteId: websiteId(),
    /** The session or the import of figures it belongs to. */
    sessionId: text("session_id").notNull(),
    provider: text().notNull(),
    measuredAt: instant("measured_at").notNull(),
    savedAt: instant("saved_at").notNull().defaultNow(),
    expected: smallint().notNull(),
    obtained: smallint().notNull(),
    outcome: text().$type<"completed" | "partial" | "failed" | "na">().notNull(),
  },
  (table) => [
    uniqueIndex("measurement_once").on(table.sessionId, table.websiteId),
    index("measurement_website").on(table.websiteId, table.measuredAt.desc()),
  ],
);

const readingColumns = {
  metric: text().notNull(),
  kind: text().$type<QuantityKind>(),
  value: doublePrecision(),
  low: doublePrecision(),
  high: doublePrecision(),
  unit: text().$type<MetricUnit>().notNull(),
  raw: text(),
  reason: text().$type<ReasonCode>(),
  detail: text(),
  trust: real(),
  provenance: jsonb().$type<Provenance>(),
  observedAt: instant("observed_at").notNull(),
};

/** Every reading ever made: history, with the evidence of each value. */
export const metricReading = sitesSchema.table(
  "metric_reading",
  {
    /** Order of saving. */
    sequence: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    measurementId: uuid("measurement_id")
      .notNull()
      .references(() => measurement.id, { onDelete: "cascade" }),
    websiteId: websiteId(),
    ...readingColumns,
    changedXid: changedXid(),
  },
  (table) => [
    primaryKey({ columns: [table.measurementId, table.metric] }),
    index("metric_reading_changed").on(table.changedXid, table.sequence),
    index("metric_reading_history").on(table.websiteId, table.metric, table.observedAt),
    uniqueIndex("metric_reading_sequence").on(table.sequence),
  ],
);

/** The newest reading per website and metric. */
export const metricLatest = sitesSchema.table(
  "metric_latest",
  {
    websiteId: websiteId(),
    measurementId: uuid("measurement_id").notNull(),
    ...readingColumns,
  },
  (table) => [
    primaryKey({ columns: [table.websiteId, table.metric] }),
    index("metric_latest_value").on(table.metric, table.value),
  ],
);

/** One run over a selection of websites; its id is the engine's run id. */
export const session = sitesSchema.table(
  "session",
  {
    id: text().primaryKey(),
    workspace: text().$type<Workspace>().notNull(),
    provider: text().notNull(),
    selection: jsonb().$type<Selection>().notNull(),
    workers: smallint().notNull(),
    priority: smallint().notNull(),
    remeasureAfterHours: doublePrecision("remeasure_after_hours").notNull(),
    metrics: text().array().notNull(),
    startedBy: text("started_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    /** Set with endedAt; while it is null the run's own status is the truth. */
    outcome: text().$type<"succeeded" | "failed" | "cancelled" | "paused">(),
    message: text(),
    total: integer().notNull().default(0),
    fresh: integer().notNull().default(0),
  },
  (table) => [index("session_created").on(table.workspace, table.createdAt.desc(), table.id.desc())],
);

/** The websites of a session, in the order they are measured. A worker claims one, and `done_at` is set with its measurement. */
export const sessionWebsite = sitesSchema.table(
  "session_website",
  {
    sessionId: text("session_id")
      .notNull()
      .references(() => session.id, { onDelete: "cascade" }),
    position: integer().notNull(),
    websiteId: websiteId(),
    domain: text().notNull(),
    /** Number of the worker that has it. */
    worker: smallint(),
    claimedAt: instant("claimed_at"),
    doneAt: instant("done_at"),
    outcome: text().$type<"completed" | "partial" | "failed" | "na">(),
    measurementId: uuid("measurement_id"),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.position] }),
    uniqueIndex("session_website_once").on(table.sessionId, table.websiteId),
    // A website that is deleted takes its rows along.
    index("session_website_website").on(table.websiteId),
    index("session_website_open")
      .on(table.sessionId, table.worker, table.position)
      .where(sql`done_at is null`),
    index("session_website_done").on(table.sessionId, table.doneAt),
  ],
);

/** What each worker of a session is doing. */
export const sessionWorker = sitesSchema.table(
  "session_worker",
  {
    sessionId: text("session_id")
      .notNull()
      .references(() => session.id, { onDelete: "cascade" }),
    worker: smallint().notNull(),
    state: text().$type<"starting" | "working" | "waiting" | "finished">().notNull(),
    domain: text(),
    doing: text(),
    since: instant("since").notNull().defaultNow(),
    done: integer().notNull().default(0),
    /** What it has done so far; the sum over the workers is the session's report, and outlives answers and log. */
    tally: jsonb().$type<SessionTally>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.worker] })],
);

/**
 * A provider's answer to one call about one website, written down as soon as it came, so that no call is paid for twice: a
 * repeated try reads it here. Deleted with its session's retention.
 */
export const providerAnswer = sitesSchema.table(
  "provider_answer",
  {
    sessionId: text("session_id").notNull(),
    websiteId: uuid("website_id").notNull(),
    call: text().notNull(),
    answer: jsonb().notNull(),
    /** Tries before this one that failed. */
    retries: smallint().notNull(),
    answeredAt: instant("answered_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.websiteId, table.call] })],
);

/** Append-only log of a session: one file per session, downloadable from its page. */
export const sessionLog = sitesSchema.table(
  "session_log",
  {
    sessionId: text("session_id").notNull(),
    sequence: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    at: instant("at").notNull().defaultNow(),
    level: text().$type<"info" | "warn" | "error">().notNull(),
    worker: smallint(),
    domain: text(),
    event: text().notNull(),
    message: text().notNull(),
    facts: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.sequence] })],
);

/** What keeps a provider from being asked, until a person has looked. No row: it is ready. */
export const providerState = sitesSchema.table("provider_state", {
  provider: text().primaryKey(),
  trouble: text().$type<ProviderTrouble>(),
  message: text(),
  pausedAt: instant("paused_at"),
});

/** The one login all workers of a provider's account share. Its row is locked while somebody signs in. */
export const providerLogin = sitesSchema.table("provider_login", {
  provider: text().primaryKey(),
  /** Grows with each signing in: a call that was logged out under an older one only has to take the newer. */
  generation: integer().notNull(),
  /** Cookies, sealed (platform/secrets). */
  cookies: text().notNull(),
  signedInAt: instant("signed_in_at").notNull(),
});

/** One import of websites; its id is the engine's run id. */
export const websiteImport = sitesSchema.table(
  "website_import",
  {
    id: text().primaryKey(),
    workspace: text().$type<Workspace>().notNull(),
    fileName: text("file_name").notNull(),
    hash: text().notNull(),
    tags: text().array().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    endedAt: instant("ended_at"),
    outcome: text().$type<"succeeded" | "failed" | "cancelled" | "paused">(),
    message: text(),
    rowsInAll: integer("rows_in_all"),
  },
  (table) => [index("website_import_created").on(table.workspace, table.createdAt.desc(), table.id.desc())],
);

/** What became of each row; counts of an import are counts of these. */
export const importRow = sitesSchema.table(
  "import_row",
  {
    importId: text("import_id")
      .notNull()
      .references(() => websiteImport.id, { onDelete: "cascade" }),
    /** Counted from 1 over the file; a line of a plain list may hold several. */
    row: integer().notNull(),
    line: integer().notNull(),
    text: text().notNull(),
    outcome: text().$type<ImportOutcome>().notNull(),
    domain: text(),
    websiteId: uuid("website_id"),
    message: text(),
  },
  (table) => [
    primaryKey({ columns: [table.importId, table.row] }),
    index("import_row_outcome").on(table.importId, table.outcome, table.row),
    index("import_row_domain").on(table.importId, table.domain, table.row),
  ],
);

/** The websites of a workspace as they were before a bulk change. */
export const snapshot = sitesSchema.table(
  "snapshot",
  {
    id: uuid().primaryKey(),
    workspace: text().$type<Workspace>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    reason: text().notNull(),
    websites: integer().notNull(),
    /** Made by the house before a bulk change, and pruned in time; those of a person stay. */
    isAutomatic: boolean("is_automatic").notNull(),
  },
  (table) => [index("snapshot_created").on(table.workspace, table.createdAt.desc(), table.id.desc())],
);

/** One row of one table as it was in a snapshot: `website` always, its measurements only when a delete would take them. */
export const snapshotRow = sitesSchema.table(
  "snapshot_row",
  {
    snapshotId: uuid("snapshot_id")
      .notNull()
      .references(() => snapshot.id, { onDelete: "cascade" }),
    kind: text().$type<"website" | "measurement" | "metric_reading" | "metric_latest">().notNull(),
    websiteId: uuid("website_id").notNull(),
    key: text().notNull(),
    content: jsonb().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.snapshotId, table.kind, table.key] }),
    index("snapshot_row_website").on(table.websiteId, table.kind),
  ],
);

export const alertRule = sitesSchema.table("alert_rule", {
  id: uuid().primaryKey(),
  workspace: text().$type<Workspace>().notNull(),
  name: text().notNull(),
  metric: text().notNull(),
  condition: jsonb().$type<AlertRuleRequest["condition"]>().notNull(),
  tags: text().array().notNull(),
  channel: jsonb().$type<AlertRuleRequest["channel"]>().notNull(),
  isEnabled: boolean("is_enabled").notNull(),
  /** What its webhook's messages are signed with, sealed (platform/secrets); null for other channels. */
  signingSecret: text("signing_secret"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** An alert that fired: written in the transaction of the measurement that made it true, once per rule and measurement. */
export const firedAlert = sitesSchema.table(
  "fired_alert",
  {
    id: uuid().primaryKey(),
    ruleId: uuid("rule_id")
      .notNull()
      .references(() => alertRule.id, { onDelete: "cascade" }),
    websiteId: websiteId(),
    measurementId: uuid("measurement_id").notNull(),
    metric: text().notNull(),
    before: doublePrecision(),
    after: doublePrecision().notNull(),
    message: text().notNull(),
    firedAt: instant("fired_at").notNull().defaultNow(),
    /** When it was last looked after because it waits. */
    claimedAt: instant("claimed_at"),
    deliveredAt: instant("delivered_at"),
    failedAt: instant("failed_at"),
  },
  (table) => [
    index("fired_alert_waiting")
      .on(table.firedAt)
      .where(sql`delivered_at is null and failed_at is null`),
    uniqueIndex("fired_alert_once").on(table.ruleId, table.measurementId),
    index("fired_alert_rule").on(table.ruleId, table.firedAt.desc()),
    index("fired_alert_website").on(table.websiteId),
  ],
);
