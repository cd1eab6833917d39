import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { engineMigrations, openEngine, type Engine } from "@millrace/engine";
import { createBrowserPool, findChromium, type BrowserPool } from "@millrace/platform/browser";
import { systemClock, type Clock } from "@millrace/platform/clock";
import type { GivenSettings, HouseConfig } from "@millrace/platform/config";
import { migrate, openDatabase, platformMigrations, type Database } from "@millrace/platform/db";
import { openEventHub, type EventHub } from "@millrace/platform/events";
import { createPoliteClient } from "@millrace/platform/http";
import { openObjectStore, type ObjectStore } from "@millrace/platform/objects";
import { defaultKeyFile, openSecrets, type Secrets } from "@millrace/platform/secrets";
import { openSettings, type Settings } from "@millrace/platform/settings";
import { createMetrics, startTracing, type Logger, type Metrics } from "@millrace/platform/telemetry";
import type { BackupWatch } from "./backups/check-backups.ts";
import { openBackups } from "./backups/feature.ts";
import { engineMetrics } from "./engine-metrics.ts";
import { openDemo } from "./open-demo.ts";
import { openIdentity, type ServedAddress } from "./identity.ts";
import { budgetOf, createFeatures, featureMigrations, type Feature, type Features } from "./features.ts";
import { allSettings, type AllSettings } from "./settings.ts";
import { pruneHandler, pruneSchedule } from "./retention/prune-workflow.ts";
import { version } from "./version.ts";

/** Everything shared, built once, in the order it is needed; disposed in the opposite order. */
export interface ServerContext extends AsyncDisposable {
  config: HouseConfig;
  log: Logger;
  clock: Clock;
  metrics: Metrics;
  db: Database;
  objects: ObjectStore;
  hub: EventHub;
  secrets: Secrets;
  /** What may change while the house runs; `config` is what was read at start. */
  settings: Settings<AllSettings>;
  features: Features;
  /** Where links lead when no public address is set. */
  address: ServedAddress;
  engine: Engine;
  /** Where backups are kept, and when they are made. */
  backups: BackupWatch;
  /** Names of the workflows this version runs, by name. */
  workflows: readonly string[];
  /** Address of the LinkedIn simulator; null outside demo mode. */
  demoUrl: string | null;
}

/** One Chromium for the pages that work asks for, started at the first; a process that only serves pages needs none. */
function openBrowser(config: HouseConfig, log: Logger, opened: AsyncDisposableStack): BrowserPool | null {
  const executablePath = config.role === "web" ? null : findChromium(config.chromium);
  return executablePath === null ? null : opened.use(createBrowserPool({ executablePath, log }));
}

/** What no flag, no variable and no file sets. */
const nothingGiven: GivenSettings = new Map();

/**
 * Opens the database, migrates it and opens what stands on it. `given` are the settings that the settings page can't
 * change. Throws UserFacingError for what a person can mend.
 */
export async function openContext(
  config: HouseConfig,
  log: Logger,
  given: GivenSettings = nothingGiven,
  guests: readonly Feature[] = [],
): Promise<ServerContext> {
  await using opened = new AsyncDisposableStack();
  const clock = systemClock;
  const metrics = createMetrics();
  if (config.otlpEndpoint !== null) {
    const tracing = { endpoint: config.otlpEndpoint, sampleRatio: config.traceSampleRatio };
    opened.use(startTracing({ ...tracing, serviceName: "millrace", serviceVersion: version }));
  }
  const dataFolder = resolve(config.dataFolder);
  const db = opened.use(await openDatabase({ dataFolder, databaseUrl: config.databaseUrl, log }));
  await migrate(db, [platformMigrations, engineMigrations, ...featureMigrations]);
  const objects = await openObjectStore({ folder: join(dataFolder, "objects") });
  const hub = opened.use(await openEventHub({ pool: db.pool, log, metrics }));
  const keyFile = config.keyFile ?? defaultKeyFile(process.env, process.platform);
  const secrets = openSecrets({ keyFile, dataFolder, env: process.env });
  const settings = opened.use(
    await openSettings({ pool: db.pool, description: allSettings, given, secrets, hub, log }),
  );
  const { demoUrl, demoSmtpUrl, sitesDemo, connectDemo } = await openDemo(config, opened);
  const address: ServedAddress = { url: `http://127.0.0.1:${config.port}` };
  const door = { config, settings, db, hub, clock, log, demoUrl, demoSmtpUrl, address };
  const backups = openBackups({ config, db, objects, settings, log, metrics });
  const besides = [backups.feature, ...guests];
  const opening = Promise.withResolvers<Engine>();
  const collaborators = {
    db,
    objects,
    clock,
    log,
    secrets,
    settings,
    engineOpened: opening.promise,
    language: () => settings.values().language,
    browser: openBrowser(config, log, opened),
    demoUrl,
    sitesDemo,
    connectDemo,
    connectStagingFolder: join(dataFolder, "connect-staging"),
  };
  const features = await createFeatures(collaborators, besides, (rooms) => openIdentity(door, rooms, opened));
  for (const feature of features.all) await feature.atStart?.();
  const http = opened.use(
    createPoliteClient({
      pool: db.pool,
      objects,
      log,
      clock,
      registry: metrics.registry,
      budgets: (account) => budgetOf(account, features.all, settings.values()),
      random: Math.random,
      userAgent: `Millrace/${version} (+https://github.com/millrace/millrace)`,
      // A demo sends its alerts to a simulator on this machine.
      allowLoopback: sitesDemo !== null,
    }),
  );
  const handlers = [
    ...features.all.flatMap((feature) => feature.handlers(http)),
    pruneHandler(async () => ({
      db,
      engine: await opening.promise,
      rooms: features.all,
      days: settings.values(),
    })),
  ];
  const engine = opened.use(
    await openEngine({
      databaseUrl: db.url,
      pool: db.pool,
      workerId: `${hostname()}-${config.role}`,
      applicationVersion: version,
      queues: features.all.flatMap((feature) => feature.queues),
      schedules: [...features.all.flatMap((feature) => feature.schedules ?? []), pruneSchedule],
      handlers,
      role: config.role,
      log,
      clock,
      telemetry: engineMetrics(metrics),
    }),
  );
  opening.resolve(engine);
  const owned = opened.move();
  return {
    config,
    log,
    clock,
    metrics,
    db,
    objects,
    hub,
    secrets,
    settings,
    features,
    address,
    engine,
    backups: backups.watch,
    workflows: handlers.map(({ definition }) => definition.id).toSorted(),
    demoUrl,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
