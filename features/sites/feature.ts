import type { Engine, QueueSettings, Schedule, WorkflowHandler } from "@millrace/engine";
import type { PermissionTable } from "@millrace/identity/contract";
import { createApi, type Api } from "@millrace/platform/api";
import type { BrowserPool } from "@millrace/platform/browser";
import type { Clock } from "@millrace/platform/clock";
import type { Database, MigrationSource } from "@millrace/platform/db";
import type { Budget, PoliteClient } from "@millrace/platform/http";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Secrets } from "@millrace/platform/secrets";
import type { Settings } from "@millrace/platform/settings";
import type { BudgetSettings } from "@millrace/platform/settings/budget";
import type { RecordStream } from "@millrace/platform/streams";
import type { Logger } from "@millrace/platform/telemetry";
import { createAlertSender } from "./alerts/alert-sender.ts";
import type { MessageLanguage } from "./alerts/message.ts";
import { sitesPermissions } from "./contract.ts";
import { addDemoWebsites } from "./demo/demo-websites.ts";
import type { SiteProvider } from "./providers/provider.ts";
import { providerBudgetSettings } from "./providers/provider-settings.ts";
import { followDeclarations } from "./metrics/follow-declarations.ts";
import { shelveProviders } from "./providers/provider-shelf.ts";
import { createSiteProviders } from "./providers/site-providers.ts";
import { createLoginStore } from "./queries/login-store.ts";
import { addAlertRoutes } from "./routes/alerts.ts";
import { alertSchedule, deliverAlertHandler, sendAlertsHandler } from "./workflows/deliver-alert.ts";
import { addWebsiteRoutes } from "./routes/add-website-routes.ts";
import type { SitesRoutesContext } from "./routes/context.ts";
import { addBulkRoutes } from "./routes/bulk.ts";
import { addEvidenceRoute } from "./routes/evidence.ts";
import { addFigureRoutes } from "./routes/figures.ts";
import { addImportRoutes } from "./routes/imports.ts";
import { addProviderRoutes } from "./routes/providers.ts";
import { importWebsitesHandler } from "./workflows/import-websites.ts";
import { settleImports } from "./workflows/settle-imports.ts";
import { addSessionActs } from "./routes/session-acts.ts";
import { addSessionDownloads } from "./routes/session-downloads.ts";
import { addSessionRoutes } from "./routes/sessions.ts";
import { pruneSessions } from "./queries/prune-sessions.ts";
import { startDemoSession } from "./sessions/demo-session.ts";
import type { SitesSettings } from "./settings.ts";
import { addSnapshotRoutes } from "./routes/snapshots.ts";
import { pruneOldSnapshots } from "./snapshots/prune-old-snapshots.ts";
import { siteStreams } from "./streams/site-streams.ts";
import { defaultAskPolicy } from "./workflows/ask-call.ts";
import type { MeasureDependencies } from "./workflows/dependencies.ts";
import { createSessionNews } from "./workflows/create-session-news.ts";
import { measureSessionWorkerHandler } from "./workflows/measure-session-worker.ts";
import { measureWebsitesHandler } from "./workflows/measure-websites.ts";
import { ProviderDoors } from "./workflows/provider-doors.ts";
import { refreshSchedule, refreshWebsitesHandler } from "./workflows/refresh-websites.ts";
import { settleSessions } from "./workflows/settle-sessions.ts";

/** Tables of Sites. */
export const sitesMigrations: MigrationSource = {
  name: "sites",
  folder: new URL("./migrations/", import.meta.url),
};

/** Addresses of the simulators that a demo measures against. */
export interface SitesDemo {
  mytoolsplan: { login: string; sam: string; sam2: string };
  semrush: string | null;
  similarweb: string | null;
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
  settings: Pick<Settings<SitesSettings>, "values" | "secret">;
  /** Resolves once the engine is open. */
  engineOpened: Promise<Engine>;
  /** Of the house, at this moment. */
  language: () => MessageLanguage;
  /** Providers besides the house's own, as tests bring them. */
  guestProviders?: readonly SiteProvider[];
}

/** The manifest of Sites: what the server plugs together. */
export interface SitesFeature {
  name: "sites";
  permissions: PermissionTable;
  budgets: Budget[];
  budgetSettings: readonly BudgetSettings<string>[];
  queues: QueueSettings[];
  schedules: Schedule[];
  handlers(http: PoliteClient): WorkflowHandler[];
  /** Sessions and imports keep how their runs ended. */
  beforePrune(engine: Pick<Engine, "list">): Promise<void>;
  /** Snapshots the house made, and answers and logs of ended sessions, go after thirty days. */
  prune(): Promise<Record<string, number>>;
  streams: readonly RecordStream[];
  /** Coverage follows what the providers of this release declare. */
  atStart(): Promise<void>;
  /** Routes below /api/v1. */
  routes(engine: Engine): Api;
  /** Adds the demo's websites to a fresh house, and measures some of them, once in the life of a house; resolves with whether there are any. */
  measureDemo(engine: Engine): Promise<boolean>;
}

export function createSitesFeature(options: SitesOptions): SitesFeature {
  const { db, objects, clock, log, secrets, browser, settings, language, guestProviders = [] } = options;
  const alerts = createAlertSender(options.engineOpened, language);
  const providers = shelveProviders([...ownProviders(options), ...guestProviders]);
  const news = createSessionNews(db, clock);
  return {
    name: "sites",
    permissions: sitesPermissions,
    budgets: providers.all.flatMap(({ budget }) => (budget === null ? [] : [budget])),
    budgetSettings: providerBudgetSettings,
    queues: [
      // A session waits for its workers: they have a queue of their own, so that sessions never hold their places.
      { name: "site-sessions", concurrency: null, workerConcurrency: 8, pollingMs: 50 },
      { name: "site-workers", concurrency: null, workerConcurrency: 128, pollingMs: 50 },
      { name: "site-imports", concurrency: null, workerConcurrency: 2, pollingMs: 50 },
      { name: "site-alerts", concurrency: null, workerConcurrency: 4, pollingMs: 200 },
    ],
    schedules: [refreshSchedule, alertSchedule],
    handlers: (http) => {
      const policy = defaultAskPolicy;
      const random = () => Math.random();
      const measuring: MeasureDependencies = {
        db,
        http,
        objects,
        clock,
        log,
        browser,
        news,
        doors: new ProviderDoors(),
        alerts,
        policy,
        random,
        providerOf: (id) => providers.byId(id),
      };
      return [
        measureWebsitesHandler(measuring),
        measureSessionWorkerHandler(measuring),
        refreshWebsitesHandler({
          db,
          providers,
          engine: options.engineOpened,
          settings,
          isDemo: options.sitesDemo !== null,
        }),
        importWebsitesHandler({ db, objects }),
        deliverAlertHandler({ db, http, secrets, clock, language }),
        sendAlertsHandler(db, alerts),
      ];
    },
    streams: siteStreams(db),
    atStart: () => followDeclarations(db, providers.all),
    beforePrune: async (engine) => {
      await settleSessions(db.pool, engine);
      await settleImports(db.pool, engine);
    },
    prune: async () => ({
      ...(await pruneOldSnapshots(db.pool, clock.now())),
      ...(await pruneSessions(db.pool)),
    }),
    measureDemo: async (engine) => {
      await addDemoWebsites(db);
      return startDemoSession({ db, engine, providers });
    },
    routes: (engine) => {
      const api = createApi(log);
      const context: SitesRoutesContext = { db, engine, objects, clock, secrets, providers };
      addWebsiteRoutes(api, context);
      addSessionRoutes(api, context);
      addSessionActs(api, context);
      addSessionDownloads(api, context);
      addImportRoutes(api, context);
      addBulkRoutes(api, context);
      addSnapshotRoutes(api, context);
      addFigureRoutes(api, context);
      addProviderRoutes(api, context);
      addEvidenceRoute(api, context);
      addAlertRoutes(api, context);
      return api;
    },
  };
}

/** The house's own providers, each asked with what the settings say at that moment. */
function ownProviders({ db, secrets, settings, sitesDemo }: SitesOptions): SiteProvider[] {
  return createSiteProviders({
    demo: sitesDemo,
    keyOf: (provider) =>
      settings.secret(provider === "semrush" ? "sitesSemrushApiKey" : "sitesSimilarwebApiKey"),
    myToolsPlan: {
      logins: createLoginStore({ pool: db.pool, secrets }),
      settings: async () => {
        const { sitesMytoolsplanEmail: email, sitesMytoolsplanTermsAccepted: areTermsAccepted } =
          settings.values();
        const password = await settings.secret("sitesMytoolsplanPassword");
        return {
          areTermsAccepted,
          credentials: email === null || password === null ? null : { email, password },
        };
      },
    },
  });
}
