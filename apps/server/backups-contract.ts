import { z } from "zod";

/** What the dashboard and the commands may know of the house's backups. */

const instant = z.string().describe("ISO 8601, UTC");

/** One finished backup in the backup folder. */
export const backupFile = z
  .object({
    name: z.string().describe("File name: what GET and DELETE /backups/{name} take"),
    created_at: instant.describe("The instant it shows: the snapshot's"),
    bytes: z.int(),
    tables: z.int(),
    rows: z.int(),
    objects: z.int(),
    version: z.string().describe("Release that made it"),
    problem: z.string().nullable().describe("Why it can't be read; one sentence"),
  })
  .meta({ id: "Backup" });
export type BackupFile = z.infer<typeof backupFile>;

/** `GET /backups`, the newest first. The rest is how they come about, from the settings. */
export const backupList = z.object({
  items: z.array(backupFile),
  folder: z.string().describe("Where they are kept, on the server"),
  schedule: z.string().nullable().describe("Cron expression in UTC; null: only when asked for"),
  keep: z.int().describe("How many are kept; older ones are deleted after each backup"),
  next_at: instant.nullable(),
  running: z.object({ run_id: z.string(), started_at: instant.nullable() }).nullable(),
});
export type BackupList = z.infer<typeof backupList>;

/** `POST /backups`: 202, with the run that makes it; Location has the run's address. */
export const startedBackup = z.object({ run_id: z.string() });
export type StartedBackup = z.infer<typeof startedBackup>;
