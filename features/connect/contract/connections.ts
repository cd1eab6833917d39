import { z } from "zod";
import { connectionSchedule } from "./schedules.ts";

/** How a stream is read and delivered. */
export const syncMode = z.enum([
  "full_refresh_append",
  "full_refresh_overwrite",
  "incremental_append",
  "incremental_merge",
  "change_feed",
]);
export type SyncMode = z.infer<typeof syncMode>;

/** What happens when records stop fitting the columns. */
export const schemaPolicy = z.enum(["evolve", "freeze", "discard_field", "discard_record"]);
export type SchemaPolicy = z.infer<typeof schemaPolicy>;

export const streamChoice = z.strictObject({
  name: z.string().min(1).max(200),
  mode: syncMode.default("full_refresh_append"),
  /** Table, file or collection; default: made from the stream's name. */
  target: z.string().min(1).max(255).optional(),
  /** Default: what the source says. */
  primary_key: z.array(z.string().min(1)).max(10).optional(),
});
export type StreamChoice = z.infer<typeof streamChoice>;

const connectorChoice = z.looseObject({ type: z.string().min(1).max(60) });

/** What a connection is made from: POST /connections, and the file of `millrace connect run --config`. */
export const connectionRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** `type` names the source; the other fields are its settings. */
  source: connectorChoice,
  destination: connectorChoice,
  /** Names, or names with how they are delivered; none: every stream of the source. */
  streams: z
    .array(
      z.union([
        z
          .string()
          .min(1)
          .transform((name) => streamChoice.parse({ name })),
        streamChoice,
      ]),
    )
    .max(100)
    .default([]),
  schema_policy: schemaPolicy.default("evolve"),
  /** Percent of a sync's records that may be bad before it fails. */
  bad_records_percent: z.number().min(0).max(100).default(1),
  /** Columns _run, _page, _offset, _fetched_at, _hash on every row. */
  provenance: z.boolean().default(true),
  /** Batches on their way to the destination at once. */
  parallel_uploads: z.int().min(1).max(16).default(4),
  /** Percent of the source's rate limit left to others. */
  reserved_rate_percent: z.number().min(0).max(90).default(0),
  /** Addresses of private networks may be called; takes `connect:local`. */
  private_hosts: z.boolean().default(false),
  schedule: connectionSchedule.nullable().default(null),
});
export type ConnectionRequest = z.output<typeof connectionRequest>;

/** PATCH /connections/{id}; a secret left out stays as it is. */
export const connectionChange = connectionRequest.partial().extend({ is_paused: z.boolean().optional() });
export type ConnectionChange = z.output<typeof connectionChange>;

export const connectionStatus = z.enum(["ready", "paused", "needs_attention"]);

export const connection = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** Secrets masked: "env:NAME" and "file:…" stay readable, others are "••••". */
    source: z.looseObject({ type: z.string() }),
    destination: z.looseObject({ type: z.string() }),
    streams: z.array(streamChoice),
    schema_policy: schemaPolicy,
    bad_records_percent: z.number(),
    provenance: z.boolean(),
    parallel_uploads: z.int(),
    reserved_rate_percent: z.number(),
    private_hosts: z.boolean(),
    schedule: connectionSchedule.nullable(),
    guarantee: z.enum(["exactly_once", "at_least_once"]),
    status: connectionStatus,
    /** Why it needs attention. */
    message: z.string().nullable(),
    is_demo: z.boolean(),
    created_at: z.string(),
    changed_at: z.string(),
    next_at: z.string().nullable(),
    /** The sync under way; null when there is none. */
    running_sync_id: z.string().nullable(),
    last_sync: z
      .object({
        id: z.string(),
        status: z.string(),
        is_green: z.boolean().nullable(),
        ended_at: z.string().nullable(),
        records: z.int(),
      })
      .nullable(),
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof connection>;
