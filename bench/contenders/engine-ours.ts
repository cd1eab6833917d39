import { z } from "zod";
import { defineWorkflow, handleWorkflow, openEngine } from "@millrace/engine";
import { systemClock } from "@millrace/platform/clock";
import { openDatabaseUrl } from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import {
  concurrency,
  durableContender,
  measureEngine,
  pollingMs,
  readEngineJob,
  step,
} from "./engine-job.ts";

/** Our engine with everything it adds: status trigger, run events, supervisor, heartbeats. */
const job = readEngineJob();
const log = createLogger({ level: "warn" });
const oneStep = defineWorkflow({
  id: "one-step",
  input: z.string(),
  output: z.string(),
  queue: "bench",
  onDeploy: "continue",
});

await using database = openDatabaseUrl(job.databaseUrl, { log });
await using engine = await openEngine({
  databaseUrl: job.databaseUrl,
  pool: database.pool,
  workerId: "bench",
  applicationVersion: "1",
  queues: [{ name: "bench", concurrency: null, workerConcurrency: concurrency, pollingMs }],
  handlers: [handleWorkflow(oneStep, (context, key) => context.step("hand back", () => step(key)))],
  role: "all",
  log,
  clock: systemClock,
});
console.log(
  JSON.stringify(
    await measureEngine(
      job,
      durableContender(`one-step:${job.round}-`, database.pool, (key) => engine.start(oneStep, key, { key })),
    ),
  ),
);
