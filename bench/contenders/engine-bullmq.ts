import { createPostgresBackend, withBackend } from "bullmq";
import { concurrency, measureEngine, readEngineJob, step } from "./engine-job.ts";

/** BullMQ on its Postgres backend. Each round has a queue of its own, so that counts are of this round. */
const job = readEngineJob();
const connection = { connectionString: job.databaseUrl, migrate: true, max: 30 };
const { Queue, Worker } = withBackend(createPostgresBackend);
const name = `bench-${job.round}`;
const queue = new Queue<{ key: string }>(name, { connection });
const worker = new Worker<{ key: string }>(name, ({ data }) => step(data.key), { connection, concurrency });
worker.on("error", (error) => console.error(error));
await worker.waitUntilReady();
const sample = await measureEngine(job, {
  start: (key) => queue.add("one-step", { key }, { jobId: key }),
  countDone: () => queue.getCompletedCount(),
});
console.log(JSON.stringify(sample));
await worker.close();
await queue.close();
