/** When backups are made by themselves. */
export interface BackupPlan {
  every: "day" | "week" | "off";
  /** UTC, 0 to 23. */
  hour: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The epoch began on a Thursday; weeks of backups begin on Monday. */
const firstMondayMs = 4 * dayMs;

export const periodMsOf = ({ every }: BackupPlan): number | null =>
  every === "off" ? null : every === "day" ? dayMs : 7 * dayMs;

/** The newest planned instant that is not after `nowMs`; null when none is planned. */
export function lastPlanned(plan: BackupPlan, nowMs: number): number | null {
  const periodMs = periodMsOf(plan);
  if (periodMs === null) return null;
  const phaseMs = plan.hour * hourMs + (plan.every === "week" ? firstMondayMs : 0);
  return Math.floor((nowMs - phaseMs) / periodMs) * periodMs + phaseMs;
}

export function nextPlanned(plan: BackupPlan, nowMs: number): number | null {
  const last = lastPlanned(plan, nowMs);
  const periodMs = periodMsOf(plan);
  return last === null || periodMs === null ? null : last + periodMs;
}

/** Whether a backup is due: none was made since the newest planned instant, however long the house was off. */
export function isDue(plan: BackupPlan, nowMs: number, newestMs: number | null): boolean {
  const last = lastPlanned(plan, nowMs);
  return last !== null && (newestMs === null || newestMs < last);
}

export function cronOf({ every, hour }: BackupPlan): string | null {
  return every === "off" ? null : `0 ${hour} * * ${every === "week" ? "1" : "*"}`;
}
