import type { Engine, QueueSettings, WorkflowHandler } from "@millrace/engine";
import type { PermissionTable } from "@millrace/identity/contract";
import { createApi, type Api } from "@millrace/platform/api";
import type { BrowserPool } from "@millrace/platform/browser";
import type { Clock } from "@millrace/platform/clock";
import type { Database, MigrationSource } from "@millrace/platform/db";
import type { Budget, PoliteClient } from "@millrace/platform/http";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Secrets } from "@millrace/platform/secrets";
import type { Logger } from "@millrace/platform/telemetry";
import { sitesPermissions } from "./contract.ts";
import type { SitesRoutesContext } from "./routes/context.ts";

/** Tables of Sites. */
export const sitesMigrations: MigrationSource = {
  name: "sites",
  folder: new URL("./migrations/", import.meta.url),
};

/** Addresses of the simulators that a demo measures against. */
export interface SitesDemo {
  mytoolsplan: { login: string; sam: string; sam2: string };
  semrush: string;
  similarweb: string;
}

export interface SitesOptions {
  db: Database;
  objects: ObjectStore;
  clock: Clock;
  log: Logger;
  secrets: Secrets;
  /** null where this process has no Chromium. */
  browser: BrowserPool | null;
  /** null outside demo mode. */
  sitesDemo: SitesDemo | null;
}

/** The manifest of Sites: what the server plugs together. */
export interface SitesFeature {
  name: "sites";
  permissions: PermissionTable;
  budgets: Budget[];
  queues: QueueSettings[];
  handlers(http: PoliteClient): WorkflowHandler[];
  /** Routes below /api/v1. */
  routes(engine: Engine): Api;
}

export function createSitesFeature({ db, objects, clock, log }: SitesOptions): SitesFeature {
  return {
    name: "sites",
    permissions: sitesPermissions,
    budgets: [],
    queues: [
      // A session waits for its workers: they have a queue of their own, so that sessions never hold their places.
      { name: "site-sessions", concurrency: null, workerConcurrency: 8, pollingMs: 50 },
      { name: "site-imports", concurrency: null, workerConcurrency: 2, pollingMs: 50 },
      { name: "site-alerts", concurrency: null, workerConcurrency: 4, pollingMs: 200 },
    ],
    handlers: () => [],
    routes: (engine) => {
      const api = createApi(log);
      const context: SitesRoutesContext = { db, engine, objects, clock };
      void context;
      return api;
    },
  };
}
