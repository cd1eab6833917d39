import { systemClock } from "@millrace/platform/clock";
import { createBrowserPool, findChromium, type BrowserPool } from "@millrace/platform/browser";
import { migrate, platformMigrations } from "@millrace/platform/db";
import { createPoliteClient, type PoliteClient } from "@millrace/platform/http";
import { openObjectStore, type ObjectStore } from "@millrace/platform/objects";
import { openSecrets } from "@millrace/platform/secrets";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, createTestDatabase, type TestDatabase } from "@millrace/platform/testing";
import { join } from "node:path";
import { sitesMigrations } from "../../feature.ts";
import { createLoginStore } from "../../queries/login-store.ts";
import type { AskContext, CallAnswer, SiteProvider } from "../provider.ts";
import { myToolsPlanDemoBudget } from "./budget.ts";
import { createMyToolsPlanProvider, type MyToolsPlanOptions } from "./provider.ts";
import {
  demoEmail,
  demoPassword,
  startMyToolsPlanSimulator,
  type MyToolsPlanSimulator,
  type PortalSettingsInput,
} from "./simulator.ts";

/** For tests: the provider before its simulator, with a database, an object store and a polite client of its own. */
export interface TestPortal extends AsyncDisposable {
  portal: MyToolsPlanSimulator;
  provider: SiteProvider;
  database: TestDatabase;
  objects: ObjectStore;
  http: PoliteClient;
  /** A provider that shares nothing but the database with the first, as in another process. */
  another: (more?: Partial<MyToolsPlanOptions>) => SiteProvider;
  context: (more?: Partial<AskContext>) => AskContext;
  ask(call: string, domain: string, more?: Partial<AskContext>): Promise<CallAnswer>;
}

export async function openTestPortal(settings: PortalSettingsInput = {}): Promise<TestPortal> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTemporaryFolder());
  const database = opened.use(await createTestDatabase());
  await migrate(database, [platformMigrations, sitesMigrations]);
  const log = createLogger({ level: "silent" });
  const objects = await openObjectStore({ folder: join(folder.path, "objects") });
  const portal = opened.use(
    await startMyToolsPlanSimulator({
      clock: systemClock,
      settings: { apiMs: 0, pageMs: 0, loginMs: 0, layout: "tiles", language: "en", ...settings },
    }),
  );
  const secrets = openSecrets({
    keyFile: join(folder.path, "key"),
    dataFolder: join(folder.path, "data"),
    env: {},
  });
  const http = opened.use(
    createPoliteClient({
      pool: database.pool,
      objects,
      log,
      clock: systemClock,
      random: () => 0,
      userAgent: "Millrace/0.1 (+https://millrace.example)",
      budgets: [{ ...myToolsPlanDemoBudget, requestsPerPeriod: 600_000, burst: 10_000 }],
    }),
  );
  const another: TestPortal["another"] = (more = {}) =>
    createMyToolsPlanProvider({
      demo: {
        addresses: { login: portal.url, ...portal.urls },
        credentials: { email: demoEmail, password: demoPassword },
      },
      logins: createLoginStore({ pool: database.pool, secrets }),
      settings: async () => ({ areTermsAccepted: true, credentials: null }),
      ...more,
    });
  const provider = another();
  const context: TestPortal["context"] = (more = {}) => ({
    http,
    browser: null,
    objects,
    log,
    signal: new AbortController().signal,
    sessionId: "session",
    worker: 1,
    fileHash: null,
    now: () => systemClock.now(),
    ...more,
  });
  const owned = opened.move();
  return {
    portal,
    provider,
    database,
    objects,
    http,
    another,
    context,
    ask: (call, domain, more) => askOf(provider, call, context(more), domain),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export async function askOf(
  provider: SiteProvider,
  call: string,
  context: AskContext,
  domain: string,
): Promise<CallAnswer> {
  const found = provider.calls.find(({ id }) => id === call);
  if (found === undefined) throw new Error(`there is no call ${call}`);
  return await found.ask(context, { domain });
}

export function openTestBrowser(): BrowserPool {
  return createBrowserPool({
    executablePath: findChromium(null) ?? "chromium",
    log: createLogger({ level: "silent" }),
  });
}

/** Domains of which the simulated portal has everything. */
export function wholeSites(portal: MyToolsPlanSimulator, count: number): string[] {
  const whole: string[] = [];
  for (let index = 0; whole.length < count; index += 1) {
    const domain = `shop-${index}.com`;
    const quantities = Object.values(portal.truthOf(domain).metrics);
    if (quantities.every((quantity) => quantity?.kind === "exact")) whole.push(domain);
  }
  return whole;
}
