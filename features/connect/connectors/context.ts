import type { PoliteClient } from "@millrace/platform/http";
import type { Logger } from "@millrace/platform/telemetry";

/** What a connector may use. No database of ours, no engine. */
export interface ConnectorContext {
  http: PoliteClient;
  log: Logger;
  /** Aborted when the sync is cancelled, paused or handed over. Pass it to whatever waits. */
  signal: AbortSignal;
  now(): number;
  /** A folder of this house for what is not delivered yet; it survives a crash of the process, not the loss of the machine. */
  stagingFolder: string;
  /** Run id for the page log of the polite client; null outside a sync. */
  runId: string | null;
  /** true: an owner permitted addresses of private networks; else pass `isUserGiven: true` with addresses from settings. */
  mayUsePrivateHosts: boolean;
  /** true: an owner gave these settings, so references (`env:NAME`, `file:/path`) inside their texts may be followed. */
  mayReadReferences: boolean;
}

/** What a check with a real call found. */
export interface CheckReport {
  isOk: boolean;
  /** One sentence: what answered, or what the vendor said and which setting to change. */
  message: string;
  /** The setting at fault, where one is. */
  setting: string | null;
}

/** A short JSON Schema of a stream's records, as Singer taps give it. Draft-07; unknown keywords are ignored. */
export interface JsonSchema {
  type?: string | readonly string[];
  format?: string;
  properties?: Readonly<Record<string, JsonSchema>>;
  items?: unknown;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  [keyword: string]: unknown;
}
