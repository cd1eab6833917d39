import type {
  Connection,
  SchemaPolicy,
  Sync,
  SyncKind,
  SyncMode,
  SyncStatus,
  SyncStream,
} from "@millrace/connect/contract";
import type { Tone } from "../shared/ui/badge.tsx";

/** Values of the contract's choices in the order people expect them. */
export const connectionStatuses = [
  "ready",
  "paused",
  "needs_attention",
] as const satisfies readonly Connection["status"][];

export const connectionTones = {
  ready: "good",
  paused: "neutral",
  needs_attention: "warn",
} as const satisfies Record<Connection["status"], Tone>;

export const syncKinds = ["sync", "dry_run", "replay"] as const satisfies readonly SyncKind[];

export const syncModes = [
  "full_refresh_append",
  "full_refresh_overwrite",
  "incremental_append",
  "incremental_merge",
  "change_feed",
] as const satisfies readonly SyncMode[];

export const schemaPolicies = [
  "evolve",
  "freeze",
  "discard_field",
  "discard_record",
] as const satisfies readonly SchemaPolicy[];

export const missedPolicies = ["skip", "latest", "all"] as const;

export const streamTones = {
  waiting: "neutral",
  running: "accent",
  done: "good",
  stopped: "warn",
} as const satisfies Record<SyncStream["status"] | "stopped", Tone>;

const syncStatuses = [
  "queued",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "paused",
] as const satisfies readonly SyncStatus[];

/** A status as a connection tells that of its last sync; what this version does not know is still under way. */
export const syncStatusOf = (text: string): SyncStatus =>
  syncStatuses.find((status) => status === text) ?? "queued";

const ended: readonly SyncStatus[] = ["succeeded", "failed", "cancelled"];

export const hasEnded = ({ status }: Pick<Sync, "status">): boolean => ended.includes(status);
export const isUnderWay = ({ status }: Pick<Sync, "status">): boolean =>
  status === "queued" || status === "running";
/** Whose page log a sync has its pages from: its own, or that of the sync it delivers again. */
export const readBy = ({ id, replay_of }: Pick<Sync, "id" | "replay_of">): string => replay_of ?? id;
/** Whether a certificate stands: its verdict is known. */
export const hasCertificate = ({ kind, is_green }: Pick<Sync, "kind" | "is_green">): boolean =>
  kind !== "dry_run" && is_green !== null;
