import { systemClock } from "@millrace/platform/clock";
import { openDatabaseUrl } from "@millrace/platform/db";
import { createPoliteClient } from "@millrace/platform/http";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, createTestDatabase } from "@millrace/platform/testing";
import type { ConnectorContext } from "../../connectors/context.ts";

export interface TestContext extends AsyncDisposable {
  context: ConnectorContext;
  /** Of the database behind the polite client: a program of its own opens its context on the same. */
  databaseUrl: string;
}

export interface TestContextOptions {
  /** Default: a database of its own, dropped at the end. */
  databaseUrl?: string;
  /** Default: a temporary folder, removed at the end. */
  stagingFolder?: string;
}

/**
 * What a connector gets in a test: a real polite client on a real database that permits any account a lot, private networks
 * included. Override what a test is about: `{ ...context, signal }`.
 */
export async function openTestContext(options: TestContextOptions = {}): Promise<TestContext> {
  await using opened = new AsyncDisposableStack();
  const log = createLogger({ level: "silent" });
  const database = opened.use(
    options.databaseUrl === undefined
      ? await createTestDatabase()
      : openDatabaseUrl(options.databaseUrl, { log, endPatienceMs: 500 }),
  );
  const folder = opened.use(await createTemporaryFolder("millrace-connect-"));
  const http = opened.use(
    createPoliteClient({
      pool: database.pool,
      objects: await openObjectStore({ folder: folder.path }),
      log,
      clock: systemClock,
      random: () => 0,
      userAgent: "Millrace/0.1 (+https://millrace.example)",
      budgets: (account) => ({
        account,
        requestsPerPeriod: 1_000_000,
        periodMs: 60_000,
        burst: 1_000_000,
        concurrencyPerHost: 16,
        jitterMs: 0,
      }),
      breaker: { failuresToOpen: 1_000_000 },
      allowLoopback: true,
    }),
  );
  const kept = opened.move();
  return {
    databaseUrl: database.url,
    context: {
      http,
      log,
      signal: new AbortController().signal,
      now: () => systemClock.now(),
      stagingFolder: options.stagingFolder ?? folder.path,
      runId: null,
      mayUsePrivateHosts: true,
      mayReadReferences: true,
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
