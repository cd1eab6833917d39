import { DBOS } from "@dbos-inc/dbos-sdk";
import { createLogger } from "@millrace/platform/telemetry";
import { openDatabaseUrl } from "@millrace/platform/db";
import {
  concurrency,
  durableContender,
  measureEngine,
  pollingMs,
  readEngineJob,
  step,
} from "./engine-job.ts";

/** DBOS by itself, with the polling interval our engine uses: its own default of one second would be no contest. */
const job = readEngineJob();
const silent = (): void => undefined;
await using database = openDatabaseUrl(job.databaseUrl, { log: createLogger({ level: "warn" }) });
const oneStep = DBOS.registerWorkflow((key: string) => DBOS.runStep(() => step(key), { name: "hand back" }), {
  name: "one-step",
});
DBOS.setConfig({
  name: "bench",
  systemDatabaseUrl: job.databaseUrl,
  systemDatabasePoolSize: 12,
  applicationVersion: "1",
  executorID: `bench-${job.round}`,
  enableOTLP: false,
  logger: { info: silent, debug: silent, warn: silent, error: (text: unknown) => console.error(text) },
});
await DBOS.launch();
await DBOS.registerQueue("bench", {
  workerConcurrency: concurrency,
  minPollingIntervalMs: pollingMs,
  onConflict: "always_update",
});
console.log(
  JSON.stringify(
    await measureEngine(
      job,
      durableContender(`${job.round}-`, database.pool, (key) =>
        DBOS.startWorkflow(oneStep, { workflowID: key, queueName: "bench" })(key),
      ),
    ),
  ),
);
await DBOS.shutdown();
