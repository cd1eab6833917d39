import { defineWorkflow } from "@millrace/engine";
import { z } from "zod";
import { session } from "./sessions.ts";
import { tag, websiteFilters, workspace } from "./websites.ts";

/** What became of one row. `updated`: the website was there, and name or tags are new. */
export const importOutcome = z.enum(["added", "updated", "unchanged", "repeated", "refused"]);
export type ImportOutcome = z.infer<typeof importOutcome>;

export const websiteImport = z
  .object({
    id: z.string(),
    workspace,
    file_name: z.string(),
    status: z.enum(["queued", "running", "succeeded", "failed", "cancelled", "paused"]),
    created_at: z.string(),
    ended_at: z.string().nullable(),
    /** Rows read so far, and in all once the file was read to its end. */
    rows: z.int(),
    of: z.int().nullable(),
    by_outcome: z.record(importOutcome, z.int()),
    message: z.string().nullable(),
  })
  .meta({ id: "WebsiteImport" });
export type WebsiteImport = z.infer<typeof websiteImport>;

export const importRow = z
  .object({
    /** Counted from 1 over the file. */
    row: z.int(),
    /** Line of the file it begins on, counted from 1. */
    line: z.int(),
    text: z.string(),
    outcome: importOutcome,
    domain: z.string().nullable(),
    website_id: z.uuid().nullable(),
    /** For `refused` and `repeated`, and for a website that is archived: one sentence. */
    message: z.string().nullable(),
  })
  .meta({ id: "ImportRow" });
export type ImportRow = z.infer<typeof importRow>;

/** `POST /scraping/imports` with a JSON body: what a person pasted. */
export const pastedWebsites = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(900_000)
    .describe("Domains and addresses divided by line breaks, commas or spaces, or the text of a CSV file"),
  workspace: workspace.default("production"),
  tags: z.array(tag).max(20).default([]).describe("Given to every website of the list"),
});
export type PastedWebsites = z.infer<typeof pastedWebsites>;

/** Largest file of websites or figures, bytes. */
export const maxTableBytes = 20_000_000;

/** Reads a file or pasted text of websites, kept in the object store, into a workspace; the run id is the import id. */
export const importWebsites = defineWorkflow({
  id: "import-websites",
  input: z.object({
    workspace,
    hash: z.string(),
    file_name: z.string(),
    tags: z.array(tag),
    started_by: z.string(),
  }),
  output: z.object({ rows: z.int() }),
  queue: "site-imports",
  onDeploy: "continue",
});

/** `POST /scraping/figures`: what a file of figures holds, and the session that reads it. */
export const figuresStarted = z
  .object({
    session,
    /** Rows of the file, its column names not among them. */
    rows: z.int(),
    /** Websites it has figures of, those left out included. */
    websites: z.int(),
    /** Websites of the file that were not there and were added. */
    added: z.int(),
    /** Websites left out because they are not there, and the first hundred of them. */
    unknown: z.int(),
    unknown_sample: z.array(z.string()),
    /** Columns read, as the file calls them, by metric; and those nothing is known about. */
    columns: z.record(z.string(), z.string()),
    ignored_columns: z.array(z.string()),
    /** Rows that count for nothing, and the first hundred with one sentence each. */
    refused: z.int(),
    refused_sample: z.array(z.object({ line: z.int(), message: z.string() })),
  })
  .meta({ id: "FiguresStarted" });
export type FiguresStarted = z.infer<typeof figuresStarted>;

/** A change of many websites at once. */
export const bulkChange = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("archive") }),
  z.strictObject({ kind: z.literal("unarchive") }),
  z.strictObject({ kind: z.literal("add_tags"), tags: z.array(tag).min(1).max(20) }),
  z.strictObject({ kind: z.literal("remove_tags"), tags: z.array(tag).min(1).max(20) }),
  z.strictObject({ kind: z.literal("delete") }),
]);
export type BulkChange = z.infer<typeof bulkChange>;

export const bulkRequest = z.strictObject({
  filter: websiteFilters,
  /** Only these of them. */
  website_ids: z.array(z.uuid()).max(10_000).optional(),
  change: bulkChange,
});
export type BulkRequest = z.infer<typeof bulkRequest>;

/** `POST /websites/bulk/preview`: what a bulk change will do. */
export const bulkPreview = z
  .object({
    selected: z.int(),
    /** Those that the change changes. */
    changed: z.int(),
    /** The first twenty of them. */
    sample: z.array(z.object({ id: z.uuid(), domain: z.string(), before: z.string(), after: z.string() })),
    /** To be sent with `POST /websites/bulk`: refused when something changed since. */
    token: z.string(),
  })
  .meta({ id: "BulkPreview" });
export type BulkPreview = z.infer<typeof bulkPreview>;

/** `POST /websites/bulk`. The snapshot made first undoes it. */
export const bulkResult = z.object({ changed: z.int(), snapshot_id: z.uuid() }).meta({ id: "BulkResult" });
export type BulkResult = z.infer<typeof bulkResult>;

export const snapshot = z
  .object({
    id: z.uuid(),
    workspace,
    created_at: z.string(),
    created_by: z.string(),
    /** "Before: archive 312 websites", or what a person wrote. */
    reason: z.string(),
    websites: z.int(),
    /** Made by the house before a change, and deleted after thirty days; those of a person stay. */
    is_automatic: z.boolean(),
  })
  .meta({ id: "SiteSnapshot" });
export type Snapshot = z.infer<typeof snapshot>;

/** `GET /scraping/snapshots/{id}/preview`: what restoring it would do; measurements stay, those of deleted websites come back. */
export const restorePreview = z
  .object({
    snapshot: snapshot,
    added: z.int(),
    changed: z.int(),
    removed: z.int(),
    sample: z.array(
      z.object({ domain: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
    ),
    token: z.string(),
  })
  .meta({ id: "RestorePreview" });
export type RestorePreview = z.infer<typeof restorePreview>;
