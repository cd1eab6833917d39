import type { Engine } from "@millrace/engine";
import { createApi } from "@millrace/platform/api";
import type { HouseConfig } from "@millrace/platform/config";
import type { Database } from "@millrace/platform/db";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Settings } from "@millrace/platform/settings";
import type { Logger, Metrics } from "@millrace/platform/telemetry";
import type { Feature } from "../features.ts";
import { addBackupRoutes } from "../routes/backups.ts";
import type { AllSettings } from "../settings.ts";
import { version } from "../version.ts";
import { measureBackups, type BackupWatch } from "./check-backups.ts";
import { backupFolderOf } from "./folder.ts";
import { hourlyBackupCheck, makeBackupHandler, type BackupDependencies } from "./make-backup.ts";

export interface BackupsOptions {
  config: Pick<HouseConfig, "backupFolder" | "dataFolder">;
  db: Database;
  objects: ObjectStore;
  settings: Settings<AllSettings>;
  log: Logger;
  metrics: Metrics;
}

/** Backups as a room of the house: one queue, one schedule, its routes. Its permissions are the house's. */
export function openBackups(options: BackupsOptions): { feature: Feature; watch: BackupWatch } {
  const { db, objects, settings, log, metrics } = options;
  const folder = backupFolderOf(options.config);
  const plan: BackupDependencies["plan"] = () => {
    const { backupEvery, backupHour, backupKeep } = settings.values();
    return { every: backupEvery, hour: backupHour, keep: backupKeep };
  };
  measureBackups(metrics.registry, folder);
  const deps: BackupDependencies = { db, objects, folder, version, plan };
  return { feature: featureOf(deps, log), watch: { folder, plan, sinceMs: Date.now() } };
}

function featureOf(deps: BackupDependencies, log: Logger): Feature {
  return {
    name: "backups",
    permissions: {},
    budgets: [],
    queues: [{ name: "backups", concurrency: 1, workerConcurrency: 1, pollingMs: 500 }],
    schedules: [hourlyBackupCheck],
    handlers: () => [makeBackupHandler(deps)],
    routes: (engine: Engine) => {
      const api = createApi(log);
      addBackupRoutes(api, { ...deps, engine });
      return api;
    },
  };
}
