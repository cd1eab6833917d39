import { defineWorkflow } from "@millrace/engine";
import { z } from "zod";
import { syncMode } from "./connections.ts";

export const syncStatus = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "paused"]);
export type SyncStatus = z.infer<typeof syncStatus>;

/** sync: deliver. dry_run: say what a sync would do. replay: deliver an earlier sync's pages, without asking the source. */
export const syncKind = z.enum(["sync", "dry_run", "replay"]);
export type SyncKind = z.infer<typeof syncKind>;

export const schemaChange = z.object({
  column: z.string(),
  change: z.enum(["added", "widened", "stringified", "nulled", "discarded", "renamed", "replaced"]),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string(),
  count: z.int(),
});

export const syncStream = z.object({
  stream: z.string(),
  target: z.string(),
  mode: syncMode,
  status: z.enum(["waiting", "running", "done"]),
  pages: z.int(),
  /** Records read from those pages. */
  records: z.int(),
  /** Rows given to the destination and acknowledged. */
  delivered: z.int(),
  /** Records that are as they were (change feed, merge). */
  unchanged: z.int(),
  /** Put aside as dead letters. */
  bad: z.int(),
  inserts: z.int(),
  updates: z.int(),
  /** Keys that were there before and are no more (change feed). */
  gone: z.int(),
  bytes: z.int(),
  batches: z.int(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  changes: z.array(schemaChange),
});
export type SyncStream = z.infer<typeof syncStream>;

export const sync = z
  .object({
    /** The same for the same planned time of a connection. */
    id: z.string(),
    run_id: z.string(),
    connection_id: z.uuid(),
    connection_name: z.string(),
    kind: syncKind,
    /** For a replay: whose pages. */
    replay_of: z.string().nullable(),
    planned_at: z.string(),
    status: syncStatus,
    /** The certificate's verdict; null while it runs. */
    is_green: z.boolean().nullable(),
    started_by: z.string(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    ended_at: z.string().nullable(),
    streams: z.array(syncStream),
    pages: z.int(),
    records: z.int(),
    delivered: z.int(),
    bad: z.int(),
    records_per_second: z.number().nullable(),
    seconds_left: z.number().nullable(),
    /** The budget of the source's account: what may be sent and what was sent in the last period. */
    budget: z
      .object({ account: z.string(), requests_per_second: z.number(), used_percent: z.number().nullable() })
      .nullable(),
    /** Why it is paused, waiting or failed, in one sentence. */
    message: z.string().nullable(),
  })
  .meta({ id: "Sync" });
export type Sync = z.infer<typeof sync>;

/** POST /connections/{id}/syncs */
export const syncRequest = z.strictObject({
  /** Identity of the run; default: now. A second request for the same time starts nothing. */
  planned_at: z.iso.datetime().optional(),
});

/** POST /syncs/{id}/replay: to the destination of another connection. */
export const replayRequest = z.strictObject({ connection_id: z.uuid() });

/** One equation of a certificate: both sides, and whether they are equal. */
export const equation = z.object({
  /** "records = delivered + unchanged + bad" */
  text: z.string(),
  left: z.number(),
  right: z.number(),
  holds: z.boolean(),
});

/** GET /syncs/{id}/certificate: the proof a sync leaves behind. */
export const certificate = z
  .object({
    sync_id: z.string(),
    connection_id: z.uuid(),
    connection_name: z.string(),
    source: z.string(),
    destination: z.string(),
    guarantee: z.enum(["exactly_once", "at_least_once"]),
    planned_at: z.string(),
    started_at: z.string(),
    ended_at: z.string(),
    is_green: z.boolean(),
    streams: z.array(
      z.object({
        stream: z.string(),
        target: z.string(),
        mode: syncMode,
        pages: z.int(),
        requests: z.int(),
        records: z.int(),
        /** Different primary keys; null where keys are not tracked. */
        keys: z.int().nullable(),
        delivered: z.int(),
        unchanged: z.int(),
        bad: z.int(),
        inserts: z.int(),
        updates: z.int(),
        gone: z.int(),
        /** Of the pages as they came. */
        bytes_read: z.int(),
        /** As they were sent or stored. */
        bytes_written: z.int(),
        /** As the destination reports them. */
        valid_rows: z.int(),
        error_rows: z.int(),
        is_counted_by_destination: z.boolean(),
        /** SHA-256 over the hashes of the pages, in order. */
        pages_hash: z.string(),
        facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        equations: z.array(equation),
        changes: z.array(schemaChange),
      }),
    ),
  })
  .meta({ id: "SyncCertificate" });
export type SyncCertificate = z.infer<typeof certificate>;

/** A record that was put aside. */
export const deadRecord = z
  .object({
    id: z.int(),
    sync_id: z.string(),
    stream: z.string(),
    page: z.int(),
    offset: z.int(),
    code: z.string(),
    reason: z.string(),
    /** JSON as the source gave it. */
    record: z.string(),
    created_at: z.string(),
  })
  .meta({ id: "DeadRecord" });
export type DeadRecord = z.infer<typeof deadRecord>;

/** GET /syncs/{id}/diff, of a dry run: what a sync would change. */
export const syncDiff = z
  .object({
    sync_id: z.string(),
    streams: z.array(
      z.object({
        stream: z.string(),
        target: z.string(),
        mode: syncMode,
        records: z.int(),
        adds: z.int(),
        changes: z.int(),
        removes: z.int(),
        unchanged: z.int(),
        bad: z.int(),
        /** How many records differ in each field. */
        changed_fields: z.array(z.object({ field: z.string(), count: z.int() })),
        /** The first of each kind. */
        samples: z.array(
          z.object({
            op: z.enum(["add", "change", "remove"]),
            key: z.string(),
            /** Null where it is not known any more. */
            before: z.record(z.string(), z.unknown()).nullable(),
            after: z.record(z.string(), z.unknown()).nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "SyncDiff" });
export type SyncDiff = z.infer<typeof syncDiff>;

/** GET /connect/trace?row=run:page:offset */
export const rowTrace = z
  .object({
    sync_id: z.string(),
    connection_name: z.string(),
    stream: z.string(),
    page: z.int(),
    offset: z.int(),
    origin: z.string(),
    request_id: z.string().nullable(),
    fetched_at: z.string(),
    page_hash: z.string(),
    record_hash: z.string(),
    /** The record as the source gave it, and the whole answer it stood in. */
    record: z.unknown(),
    response: z.string(),
  })
  .meta({ id: "RowTrace" });
export type RowTrace = z.infer<typeof rowTrace>;

export const syncConnectionInput = z.object({ sync_id: z.string(), connection_id: z.string() });

/** One sync of a connection; its key is the sync's id. */
export const syncConnection = defineWorkflow({
  id: "sync-connection",
  input: syncConnectionInput,
  output: z.object({ is_green: z.boolean(), delivered: z.int() }),
  queue: "syncs",
  onDeploy: "continue",
});

/** Removes what a cancelled sync left at its destination; its key is the sync's id. */
export const discardSync = defineWorkflow({
  id: "discard-sync",
  input: z.object({ sync_id: z.string() }),
  output: z.object({ streams: z.int() }),
  queue: "syncs",
  onDeploy: "continue",
});
