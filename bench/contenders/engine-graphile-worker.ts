import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { createLogger } from "@millrace/platform/telemetry";
import { openDatabaseUrl } from "@millrace/platform/db";
import { concurrency, measureEngine, pollingMs, readEngineJob, step } from "./engine-job.ts";

/** graphile-worker with its LISTEN; without its local queue, which takes many jobs in one transaction and may hold them back. */
const job = readEngineJob();
await using database = openDatabaseUrl(job.databaseUrl, {
  log: createLogger({ level: "warn" }),
  maxConnections: 30,
});
const silent = new Logger(() => () => undefined);
const utils = await makeWorkerUtils({ pgPool: database.pool, logger: silent });
await utils.migrate();
const runner = await run({
  pgPool: database.pool,
  logger: silent,
  concurrency,
  pollInterval: pollingMs,
  noHandleSignals: true,
  taskList: { "one-step": async (payload) => void (await step((payload as { key: string }).key)) },
});
const sample = await measureEngine(job, {
  start: (key) => utils.addJob("one-step", { key }, { jobKey: key }),
  // It deletes what is done.
  async countDone(started) {
    const { rows } = await database.pool.query<{ open: number }>(
      "select count(*)::int as open from graphile_worker.jobs where key like $1",
      [`${job.round}-%`],
    );
    return started - (rows[0]?.open ?? started);
  },
});
console.log(JSON.stringify(sample));
await runner.stop();
await utils.release();
