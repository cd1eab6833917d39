import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { SyncCertificate, SyncDiff, SyncKind, SyncMode } from "./contract.ts";
import type { ConnectionSchedule } from "./contract/schedules.ts";
import type { CommitReport } from "./destinations/destination.ts";
import type { JsonSchema } from "./connectors/context.ts";
import type { Checkpoint } from "./sync/checkpoint.ts";
import type { ConnectionConfig } from "./sync/connection-config.ts";
import type { FrozenSettings } from "./sync/frozen-settings.ts";

/**
 * Tables of Connect. Change them here, then `npx drizzle-kit generate --name …` in this folder writes the next migration;
 * schema.test.ts fails until it is there.
 */
export const connectSchema = pgSchema("connect");

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

export const connection = connectSchema.table(
  "connection",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** Connectors with their settings (secrets sealed, or references), streams and options. */
    config: jsonb().$type<ConnectionConfig>().notNull(),
    schedule: jsonb().$type<ConnectionSchedule>(),
    /** Planned times up to this one were started, or left out as the schedule says. */
    decidedUntil: instant("decided_until"),
    isPaused: boolean("is_paused").notNull().default(false),
    isDemo: boolean("is_demo").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
    changedAt: instant("changed_at").notNull().defaultNow(),
    /** Its syncs stay, for their certificates; its name is free again. */
    deletedAt: instant("deleted_at"),
  },
  (table) => [
    uniqueIndex("connection_name")
      .on(sql`lower(${table.name})`)
      .where(sql`deleted_at is null`),
  ],
);

/** Planned times somebody asked to catch up, waiting for the connection's place, oldest first. */
export const backfillTime = connectSchema.table(
  "backfill_time",
  {
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id, { onDelete: "cascade" }),
    plannedAt: instant("planned_at").notNull(),
    askedBy: text("asked_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.plannedAt] })],
);

/** What a connection remembers of a stream between its syncs. */
export const streamState = connectSchema.table(
  "stream_state",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id, { onDelete: "cascade" }),
    stream: text().notNull(),
    /** Which destination, with which settings and target: what is remembered is of what lies there. null: nothing yet. */
    deliveredTo: text("delivered_to"),
    /** Where the next incremental sync begins: saved only with what was delivered up to there. */
    state: text(),
    /** Fields in the order they were met: what `record_key.fields` has its hashes in. */
    fields: text()
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (table) => [uniqueIndex("stream_state_stream").on(table.connectionId, table.stream)],
);

/** The records a connection has delivered, by key: what changed since is found by their hashes. */
export const recordKey = connectSchema.table(
  "record_key",
  {
    streamId: bigint("stream_id", { mode: "number" })
      .notNull()
      .references(() => streamState.id, { onDelete: "cascade" }),
    key: text().notNull(),
    hash: bytes().notNull(),
    /** Four bytes per field, in the order of `stream_state.fields`. */
    fields: bytes().notNull(),
    /** The source gave it more than once in its last sync, not always the same. */
    isRepeated: boolean("is_repeated").notNull().default(false),
    /** Where its newest version lies in the page log. */
    syncId: text("sync_id").notNull(),
    page: integer().notNull(),
    offset: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.streamId, table.key] })],
);

/** One sync of a connection: a run with an identity of its own, its planned time. */
export const sync = connectSchema.table(
  "sync",
  {
    id: text().primaryKey(),
    runId: text("run_id").notNull(),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id, { onDelete: "cascade" }),
    kind: text().$type<SyncKind>().notNull(),
    replayOf: text("replay_of"),
    plannedAt: instant("planned_at").notNull(),
    startedBy: text("started_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    /** null while it may still work: one of a connection at a time. */
    endedAt: instant("ended_at"),
    outcome: text().$type<"succeeded" | "failed" | "cancelled">(),
    message: text(),
    isGreen: boolean("is_green"),
    certificate: jsonb().$type<SyncCertificate>(),
    diff: jsonb().$type<SyncDiff>(),
    /** Answers with 429 that it got. */
    limited: integer().notNull().default(0),
    /** What its batches are made by, kept when it opened. */
    frozen: jsonb().$type<FrozenSettings>(),
    /** What it left at its destination is being removed since. */
    discardBeganAt: instant("discard_began_at"),
    /** Nothing of it is left half done at its destination since. */
    discardedAt: instant("discarded_at"),
  },
  (table) => [
    uniqueIndex("sync_one_at_a_time")
      .on(table.connectionId)
      .where(sql`ended_at is null`),
    /** Whatever the connection is called: a planned time has one sync. */
    uniqueIndex("sync_planned")
      .on(table.connectionId, table.kind, table.plannedAt)
      .where(sql`kind = 'sync'`),
    index("sync_left")
      .on(table.endedAt)
      .where(sql`outcome in ('cancelled', 'failed') and discarded_at is null`),
    index("sync_connection").on(table.connectionId, table.createdAt.desc()),
    index("sync_created").on(table.createdAt.desc(), table.id),
  ],
);

/** A stream of a sync, with how far it has come. */
export const syncStream = connectSchema.table(
  "sync_stream",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    syncId: text("sync_id")
      .notNull()
      .references(() => sync.id, { onDelete: "cascade" }),
    position: integer().notNull(),
    stream: text().notNull(),
    target: text().notNull(),
    mode: text().$type<SyncMode>().notNull(),
    primaryKey: text("primary_key").array().notNull(),
    schema: jsonb().$type<JsonSchema>().notNull(),
    about: text().notNull().default(""),
    isIncremental: boolean("is_incremental").notNull(),
    /** What the source was asked to go on from. */
    fromState: text("from_state"),
    status: text().$type<"waiting" | "running" | "done">().notNull().default("waiting"),
    checkpoint: jsonb().$type<Checkpoint>(),
    /** Records read so far, for whoever watches; the checkpoint has what counts. */
    readRecords: integer("read_records").notNull().default(0),
    report: jsonb().$type<CommitReport>(),
    /** What was staged of it was removed: it begins again from the page log. */
    isDiscarded: boolean("is_discarded").notNull().default(false),
  },
  (table) => [uniqueIndex("sync_stream_position").on(table.syncId, table.position)],
);

/** The page log: every answer of a source, once, before anything is done with it. */
export const page = connectSchema.table(
  "page",
  {
    syncStreamId: bigint("sync_stream_id", { mode: "number" })
      .notNull()
      .references(() => syncStream.id, { onDelete: "cascade" }),
    syncId: text("sync_id").notNull(),
    /** Counts through a sync, over all its streams. */
    number: integer().notNull(),
    /** The object its bytes lie in, and where in it. */
    objectHash: text("object_hash").notNull(),
    byteOffset: integer("byte_offset").notNull(),
    byteLength: integer("byte_length").notNull(),
    /** SHA-256 of its bytes. */
    bodyHash: text("body_hash").notNull(),
    next: text(),
    isResumable: boolean("is_resumable").notNull(),
    state: text(),
    requestId: text("request_id"),
    origin: text().notNull(),
    fetchedAt: instant("fetched_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.syncId, table.number] }),
    index("page_stream").on(table.syncStreamId, table.number),
    index("page_object").on(table.objectHash),
  ],
);

/** What a sync found of each key, until its stream is committed. */
export const recordChange = connectSchema.table(
  "record_change",
  {
    syncStreamId: bigint("sync_stream_id", { mode: "number" })
      .notNull()
      .references(() => syncStream.id, { onDelete: "cascade" }),
    key: text().notNull(),
    /** null: as it was; empty: gone. */
    hash: bytes(),
    fields: bytes(),
    isRepeated: boolean("is_repeated").notNull().default(false),
    /** What became of it is said when everything was read: the source may give it again. */
    isDeferred: boolean("is_deferred").notNull().default(false),
    page: integer().notNull(),
    offset: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.syncStreamId, table.key] })],
);

/** A record that was put aside, with the reason. */
export const deadRecord = connectSchema.table(
  "dead_record",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    syncStreamId: bigint("sync_stream_id", { mode: "number" })
      .notNull()
      .references(() => syncStream.id, { onDelete: "cascade" }),
    page: integer().notNull(),
    offset: integer().notNull(),
    code: text().notNull(),
    reason: text().notNull(),
    /** JSON as the source gave it. */
    record: text().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("dead_record_place").on(table.syncStreamId, table.page, table.offset)],
);
