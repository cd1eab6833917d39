import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineSchedule, defineWorkflow, handleWorkflow, type WorkflowHandler } from "@millrace/engine";
import {
  backupNameOf,
  listBackups,
  pruneBackups,
  readManifest,
  writeBackup,
  type Manifest,
} from "@millrace/platform/backup";
import type { Database } from "@millrace/platform/db";
import type { ObjectStore } from "@millrace/platform/objects";
import { z } from "zod";
import { backedUpSchemas } from "./schemas.ts";
import { isDue, type BackupPlan } from "./plan.ts";

const made = z.object({
  name: z.string().nullable(),
  rows: z.int(),
  objects: z.int(),
  deleted: z.array(z.string()),
});

export const makeBackup = defineWorkflow({
  id: "make-backup",
  /** `isPlanned`: only when the settings say that one is due. */
  input: z.object({ isPlanned: z.boolean() }),
  output: made,
  queue: "backups",
  onDeploy: "continue",
});

/** Looks every hour: a backup missed while the house was off is made within the hour after its start. */
export const hourlyBackupCheck = defineSchedule({
  name: "backups",
  workflow: makeBackup,
  input: () => ({ isPlanned: true }),
  cron: "0 * * * *",
  timeZone: "UTC",
  missedRuns: "latest",
});

export interface BackupDependencies {
  db: Database;
  objects: ObjectStore;
  folder: string;
  version: string;
  /** As the settings are at this moment. */
  plan: () => BackupPlan & { keep: number };
}

/** decide (the name, once) → write → prune. A write that was cut off begins again; one that was finished is found. */
export function makeBackupHandler(deps: BackupDependencies): WorkflowHandler {
  return handleWorkflow(makeBackup, async (context, { isPlanned }) => {
    const nowMs = await context.now();
    const name = await context.step("decide", async () =>
      isPlanned && !(await isBackupDue(deps, nowMs)) ? null : backupNameOf(new Date(nowMs)),
    );
    if (name === null) return { name, rows: 0, objects: 0, deleted: [] };
    const written = await context.step("write", ({ signal }) => writeOnce(deps, name, signal));
    const deleted = await context.step("prune", () => pruneBackups(deps.folder, deps.plan().keep));
    return { name, ...written, deleted };
  });
}

async function isBackupDue(deps: BackupDependencies, nowMs: number): Promise<boolean> {
  const [newest] = (await listBackups(deps.folder)).filter(({ manifest }) => manifest !== null);
  return isDue(deps.plan(), nowMs, newest?.modifiedAt.getTime() ?? null);
}

async function writeOnce(
  { db, objects, folder, version }: BackupDependencies,
  name: string,
  signal: AbortSignal,
): Promise<{ rows: number; objects: number }> {
  const path = join(folder, name);
  const manifest = existsSync(path)
    ? await readManifest(path)
    : await writeBackup({ pool: db.pool, objects, schemas: backedUpSchemas, version, path, signal });
  return { rows: rowsOf(manifest), objects: manifest.objects.count };
}

export const rowsOf = ({ tables }: Manifest): number => tables.reduce((sum, { rows }) => sum + rows, 0);
