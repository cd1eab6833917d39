import { systemClock } from "@millrace/platform/clock";
import { openDatabaseUrl } from "@millrace/platform/db";
import { createPoliteClient } from "@millrace/platform/http";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { extractDocument } from "@millrace/posts/extraction";
import { isComplete, readJob, runJob } from "./extraction-job.ts";

/**
 * The product's path: the polite client (robots.txt, breaker, host slots, time-outs), then our extraction with all
 * evidence. BENCH_BUDGET=true asks for a permit per request from a budget that never runs dry, leased from Postgres like
 * any other; BENCH_KEEP=true also keeps each page in the object store and the page log.
 */
const job = readJob();
const account = process.env["BENCH_BUDGET"] === "true" ? "bench:default" : null;
const keepPage = process.env["BENCH_KEEP"] === "true";
const log = createLogger({ level: "warn" });
await using database = openDatabaseUrl(process.env["BENCH_DATABASE_URL"] ?? "", { log });
const objects = await openObjectStore({ folder: process.env["BENCH_OBJECTS"] ?? "" });
await using client = createPoliteClient({
  pool: database.pool,
  objects,
  log,
  clock: systemClock,
  random: Math.random,
  userAgent: "Millrace/bench (+https://github.com/millrace/millrace)",
  budgets: [
    {
      account: "bench:default",
      requestsPerPeriod: 100_000,
      periodMs: 60_000,
      burst: 100_000,
      concurrencyPerHost: job.concurrency,
      jitterMs: 0,
    },
  ],
});

await runJob(job, async (url) => {
  const answer = await client.fetch({ vendor: "bench", account, url, obeyRobots: true, keepPage });
  const { posts } = extractDocument({
    name: url,
    url,
    contentType: answer.headers["content-type"] ?? null,
    bytes: answer.body,
    status: answer.status,
  });
  const post = posts[0];
  return (
    post !== undefined &&
    isComplete({ author: post.author.name, text: post.text, publishedAt: post.published_at })
  );
});
