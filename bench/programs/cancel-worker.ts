import { openEngine } from "@millrace/engine";
import { systemClock } from "@millrace/platform/clock";
import { openDatabaseUrl } from "@millrace/platform/db";
import { createPoliteClient } from "@millrace/platform/http";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { handleHold } from "./hold-request.ts";

/** The worker of the cancel bench: prints `ready`, then a line "run id<space>epoch ms" for each step that saw its signal. */
const { BENCH_DATABASE_URL: url = "", BENCH_DATA: folder = "", BENCH_HELD: held = "1" } = process.env;
const log = createLogger({ level: "warn" });
const database = openDatabaseUrl(url, { log });
const http = createPoliteClient({
  pool: database.pool,
  objects: await openObjectStore({ folder }),
  log,
  clock: systemClock,
  random: Math.random,
  userAgent: "Millrace/0.1 (+https://millrace.example)",
  budgets: [],
});
await openEngine({
  databaseUrl: url,
  pool: database.pool,
  workerId: "worker",
  applicationVersion: "1",
  queues: [{ name: "default", concurrency: null, workerConcurrency: Number(held) }],
  handlers: [
    handleHold(http, (runId) => console.log(`${runId} ${performance.timeOrigin + performance.now()}`)),
  ],
  role: "worker",
  log,
  clock: systemClock,
});
console.log("ready");
