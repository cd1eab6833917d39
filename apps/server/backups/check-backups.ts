import { listBackups } from "@millrace/platform/backup";
import { Gauge, type Registry } from "@millrace/platform/telemetry";
import { periodMsOf, type BackupPlan } from "./plan.ts";

/** How the newest backup stands. */
export interface BackupCheck {
  status: "ok" | "failed";
  message?: string;
}

export interface BackupWatch {
  folder: string;
  plan: () => BackupPlan;
  /** When this process began, epoch ms: a new house has a period's time for its first backup. */
  sinceMs: number;
}

/** Age of the newest readable backup, ms; null when there is none. */
async function newestAgeMs(folder: string, nowMs: number): Promise<number | null> {
  const newest = (await listBackups(folder)).find(({ manifest }) => manifest !== null);
  return newest === undefined ? null : nowMs - newest.modifiedAt.getTime();
}

/** Failed when the plan missed a backup: none within two of its periods. */
export async function checkBackups(
  { folder, plan, sinceMs }: BackupWatch,
  nowMs: number,
): Promise<BackupCheck> {
  const periodMs = periodMsOf(plan());
  if (periodMs === null) return { status: "ok" };
  const ageMs = (await newestAgeMs(folder, nowMs)) ?? nowMs - sinceMs;
  if (ageMs <= 2 * periodMs) return { status: "ok" };
  const hours = Math.floor(ageMs / 3_600_000);
  return {
    status: "failed",
    message: `No backup for ${hours} hours; look at the runs of make-backup, or make one: millrace backup.`,
  };
}

/** `millrace_backup_age_seconds`, read for each scrape; without a value while there is no backup. */
export function measureBackups(registry: Registry, folder: string): void {
  const gauge = new Gauge({
    name: "millrace_backup_age_seconds",
    help: "Age of the newest backup in the backup folder",
    registers: [registry],
    async collect() {
      const ageMs = await newestAgeMs(folder, Date.now());
      if (ageMs === null) this.reset();
      else this.set(ageMs / 1_000);
    },
  });
  // Until the first scrape it would say 0: a backup made this moment.
  gauge.reset();
}
