import {
  everybodyBehindTheCounter,
  ownersOnly,
  thoseWhoWork,
  type PermissionTable,
} from "@millrace/identity/contract";

/** What the rest of the house may know of Connect: schemas, types, workflow definitions, events. */
export * from "./contract/connectors.ts";
export * from "./contract/connections.ts";
export * from "./contract/syncs.ts";
export * from "./contract/schedules.ts";

export const connectPermissions = {
  "connect:read": everybodyBehindTheCounter,
  "connect:write": thoseWhoWork,
  /** Connections that reach into private networks, folders of this machine, or start programs (Singer taps). */
  "connect:local": ownersOnly,
} as const satisfies PermissionTable;

/** Live event types of this feature on GET /api/v1/stream; payloads are the named schemas. */
export const connectEvents = {
  /** payload: Connection */
  connection: "connection.changed",
  /** payload: Sync, at most about four per second and sync. */
  sync: "sync.changed",
} as const;
