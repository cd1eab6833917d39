import {
  everybodyBehindTheCounter,
  ownersOnly,
  thoseWhoWork,
  type PermissionTable,
} from "@millrace/identity/contract";

/** The house's own permissions, beside those of its rooms. */
export const housePermissions = {
  /** Live events, and whatever every page needs. */
  "house:read": everybodyBehindTheCounter,
  /** Runs, queues, schedules, dead letters, workers, budgets, storage: looking. */
  "operate:read": everybodyBehindTheCounter,
  /** Cancel, pause, resume, retry, fork, discard, run a schedule now. */
  "operate:act": thoseWhoWork,
  /** Pruning, closing breakers: what touches everybody's work at once. */
  "operate:admin": ownersOnly,
  "settings:read": thoseWhoWork,
  "settings:write": ownersOnly,
  "backups:read": ownersOnly,
  "backups:write": ownersOnly,
} as const satisfies PermissionTable;
