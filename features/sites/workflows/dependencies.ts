import type { BrowserPool } from "@millrace/platform/browser";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import type { PoliteClient } from "@millrace/platform/http";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Logger } from "@millrace/platform/telemetry";
import type { AlertSender } from "../alerts/alert-sender.ts";
import type { SiteProvider } from "../providers/provider.ts";
import type { AskPolicy } from "./ask-call.ts";
import type { ProviderDoors } from "./provider-doors.ts";
import type { SessionNews } from "./session-news.ts";

/** What measuring uses. */
export interface MeasureDependencies {
  db: Database;
  http: PoliteClient;
  objects: ObjectStore;
  clock: Clock;
  log: Logger;
  random(): number;
  /** null where this process has no Chromium. */
  browser: BrowserPool | null;
  news: SessionNews;
  doors: ProviderDoors;
  alerts: AlertSender;
  policy: AskPolicy;
  /** Throws NeedsAttention when the provider is not available in this installation. */
  providerOf(id: string): SiteProvider;
}
