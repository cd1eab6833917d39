import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@millrace/platform/clock";
import { openObjectStore, type ObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { createTestDatabase, type TestDatabase } from "@millrace/platform/testing";
import { createPoliteClient, type PoliteClientOptions } from "./client.ts";
import type { Budget, PoliteClient, PoliteRequest } from "./index.ts";

/** A real HTTP server on loopback; disposing it cuts its connections. */
export interface TestServer extends AsyncDisposable {
  /** "http://127.0.0.1:49152" */
  origin: string;
  port: number;
  server: Server;
  /** What arrived, oldest first. */
  requests: { method: string; url: string; headers: IncomingMessage["headers"]; atMs: number }[];
}

export async function serve(listener: RequestListener): Promise<TestServer> {
  const requests: TestServer["requests"] = [];
  const server = createServer((request, response) => {
    requests.push({
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      atMs: performance.now(),
    });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the test server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    server,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A database, an object store and clients over them. */
export interface TestHouse extends AsyncDisposable {
  database: TestDatabase;
  objects: ObjectStore;
  client(options?: Partial<PoliteClientOptions>): PoliteClient & AsyncDisposable;
}

export async function openTestHouse(): Promise<TestHouse> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "millrace-objects-"));
  const objects = await openObjectStore({ folder });
  return {
    database,
    objects,
    client: (options = {}) =>
      createPoliteClient({
        pool: database.pool,
        objects,
        log: createLogger({ level: "silent" }),
        clock: systemClock,
        random: () => 0,
        userAgent: "Millrace/0.1 (+https://millrace.example)",
        budgets: [],
        ...options,
      }),
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A budget that never gets in the way. */
export function generousBudget(account: string): Budget {
  return {
    account,
    requestsPerPeriod: 10_000,
    periodMs: 60_000,
    burst: 10_000,
    concurrencyPerHost: 8,
    jitterMs: 0,
  };
}

/** A GET without account; overwrite what the test is about. */
export function get(url: string, more: Partial<PoliteRequest> = {}): PoliteRequest {
  return { vendor: "test-vendor", account: null, url, ...more };
}
