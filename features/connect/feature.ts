import type { Engine, QueueSettings, Schedule, WorkflowHandler } from "@millrace/engine";
import type { PermissionTable } from "@millrace/identity/contract";
import { createApi, type Api } from "@millrace/platform/api";
import type { Clock } from "@millrace/platform/clock";
import type { Database, MigrationSource } from "@millrace/platform/db";
import type { Budget, PoliteClient } from "@millrace/platform/http";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Secrets } from "@millrace/platform/secrets";
import type { Settings } from "@millrace/platform/settings";
import type { RecordStream } from "@millrace/platform/streams";
import type { Logger } from "@millrace/platform/telemetry";
import { AccountBudgets } from "./connections/account-budgets.ts";
import { startDemoConnection, type ConnectDemo } from "./connections/demo-connection.ts";
import { openShelf, type GuestConnectors } from "./connectors/open-shelf.ts";
import { connectPermissions } from "./contract.ts";
import { prunePages } from "./queries/prune-pages.ts";
import { addConnectionRoutes } from "./routes/connections.ts";
import { addConnectorRoutes } from "./routes/connectors.ts";
import { addProofRoutes } from "./routes/proof.ts";
import { addSyncRoutes } from "./routes/syncs.ts";
import type { ConnectSettings } from "./settings.ts";
import { settleSyncs } from "./sync/settle-syncs.ts";
import type { SyncDependencies } from "./workflows/dependencies.ts";
import { discardSyncHandler } from "./workflows/discard-sync.ts";
import { dueSyncsSchedule, startDueSyncsHandler } from "./workflows/start-due-syncs.ts";
import { syncConnectionHandler } from "./workflows/sync-connection.ts";

export type { ConnectDemo } from "./connections/demo-connection.ts";

/** Tables of Connect. */
export const connectMigrations: MigrationSource = {
  name: "connect",
  folder: new URL("./migrations/", import.meta.url),
};

export interface ConnectOptions {
  db: Database;
  objects: ObjectStore;
  clock: Clock;
  log: Logger;
  secrets: Secrets;
  settings: Pick<Settings<ConnectSettings>, "values">;
  /** Resolves once the engine is open. */
  engineOpened: Promise<Engine>;
  /** Folder for what is not delivered yet. */
  connectStagingFolder: string;
  /** null outside demo mode. */
  connectDemo: ConnectDemo | null;
  /** Records of the other rooms. */
  streams: () => readonly RecordStream[];
  /** Connectors besides the house's own, as tests bring them. */
  guestConnectors?: GuestConnectors;
}

/** The manifest of Connect: what the server plugs together. */
export interface ConnectFeature {
  name: "connect";
  permissions: PermissionTable;
  budgets: Budget[];
  /** Accounts come and go with connections. */
  budgetOf(account: string): Budget | null;
  queues: QueueSettings[];
  schedules: Schedule[];
  handlers(http: PoliteClient): WorkflowHandler[];
  /** Syncs whose runs ended elsewhere keep how. */
  beforePrune(): Promise<void>;
  /** Page logs go when the settings say. */
  prune(): Promise<Record<string, number>>;
  /** Routes below /api/v1. */
  routes(engine: Engine): Api;
  /** The demo's connection, and its first sync in the life of a house. */
  startDemo(engine: Engine): Promise<void>;
}

export function createConnectFeature(options: ConnectOptions): ConnectFeature {
  const { db, objects, clock, log, secrets, settings, engineOpened, connectDemo } = options;
  const budgets = new AccountBudgets();
  const shelf = openShelf(options.streams, options.guestConnectors);
  const dependencies = (http: PoliteClient): SyncDependencies => ({
    db,
    objects,
    clock,
    log,
    secrets,
    shelf,
    http,
    budgets,
    stagingFolder: options.connectStagingFolder,
    random: () => Math.random(),
  });
  const client = Promise.withResolvers<PoliteClient>();
  const later = laterClient(client.promise);
  return {
    name: "connect",
    permissions: connectPermissions,
    budgets: [],
    budgetOf: (account) => budgets.of(account),
    queues: [{ name: "syncs", concurrency: null, workerConcurrency: 8, pollingMs: 50 }],
    schedules: [dueSyncsSchedule],
    handlers: (http) => {
      client.resolve(http);
      const deps = dependencies(http);
      return [
        syncConnectionHandler({ ...deps, engineOpened }),
        discardSyncHandler(deps),
        startDueSyncsHandler({ db, clock, engine: engineOpened }),
      ];
    },
    beforePrune: async () => settleSyncs({ db, clock, engine: await engineOpened }),
    prune: async () => {
      let deleted = 0;
      for (;;) {
        const { pages, objects: free } = await prunePages(db.pool, settings.values().connectPagesDays);
        for (const hash of free) await objects.delete(hash);
        deleted += pages;
        if (pages === 0) return { pages: deleted };
      }
    },
    routes: (engine) => {
      const api = createApi(log);
      const context = { ...dependencies(later), engine };
      addConnectorRoutes(api, context);
      addConnectionRoutes(api, context);
      addProofRoutes(api, context);
      addSyncRoutes(api, context);
      return api;
    },
    startDemo: async (engine) => {
      if (connectDemo !== null) await startDemoConnection(dependencies(later), engine, connectDemo);
    },
  };
}

/** The polite client is made from the features' budgets, after them. */
const laterClient = (client: Promise<PoliteClient>): PoliteClient => ({
  fetch: async (request) => (await client).fetch(request),
});
