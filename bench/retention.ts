import { openEngine } from "@millrace/engine";
import { systemClock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import { pruneEvents } from "@millrace/platform/events";
import { createLogger } from "@millrace/platform/telemetry";
import type { EngineSample } from "./contenders/engine-job.ts";
import { openBenchDatabase } from "./harness/bench-database.ts";
import { runProgram } from "./harness/programs.ts";
import { below, figure } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { fillWithRuns, tableBytes } from "./programs/run-history.ts";

type Pool = Database["pool"];

/** Runs in the tables when pruning begins. */
const runs = Number(process.env["BENCH_RUNS"] ?? 1_000_000);
const days = 60;
const dayMs = 86_400_000;
const policy = { finishedMs: 30 * dayMs, deadLettersMs: 45 * dayMs };

/**
 * What: enqueue → start and throughput with a million finished runs in the tables against none; how long a round of
 * pruning takes, also for those who start runs meanwhile; and whether the tables stay as large as they were when as many
 * runs come as go.
 * How: runs go through the engine first; the million is copied from them by SQL, every row and column as the engine wrote
 * it but for ids and times, spread over 60 days, one in a hundred failed. Retention keeps 30 days.
 */
export const retentionBench: Bench = {
  name: "retention",
  title: "A million runs, and pruning them",
  async run() {
    await using bench = await openBenchDatabase();
    const { url, pool } = bench.database;
    let round = 0;
    const measure = (): Promise<EngineSample> =>
      runProgram<EngineSample>(new URL("./contenders/engine-ours.ts", import.meta.url), {
        BENCH_DATABASE_URL: url,
        BENCH_ROUND: `round${(round += 1)}`,
        BENCH_WORKFLOWS: "800",
        BENCH_PROBES: "150",
      });
    const empty = await measure();
    await fillWithRuns(pool, { runs, days, name: "first" });
    const fullBytes = await tableBytes(pool);
    const full = await measure();
    const [pruning, during] = await Promise.all([prune(url, pool), measure()]);
    // As autovacuum does within minutes; here at once, so that every figure is of the same moment.
    await pool.query("vacuum analyze");
    const prunedBytes = await tableBytes(pool);
    await fillWithRuns(pool, { runs: pruning.runs, days: days / 2, name: "second" });
    const againBytes = await tableBytes(pool);
    const megabytes = (bytes: number): number => bytes / 1e6;
    return {
      rows: [
        below(
          "enqueue → start p50, with all these runs ÷ with none",
          full.startMs.p50 / empty.startMs.p50,
          "×",
          1.5,
        ),
        below("tables with as many runs again ÷ before pruning", againBytes / fullBytes, "×", 1.1),
        below("enqueue → start, p50", full.startMs.p50, "ms", 15),
        below("enqueue → start, p95", full.startMs.p95, "ms", 40),
        figure("enqueue → start without them, p50", empty.startMs.p50, "ms"),
        figure("enqueue → start without them, p95", empty.startMs.p95, "ms"),
        figure("enqueue → start while pruning, p50", during.startMs.p50, "ms"),
        figure("enqueue → start while pruning, p95", during.startMs.p95, "ms"),
        figure("workflows per second with them", full.workflowsPerSecond, "per s"),
        figure("workflows per second without them", empty.workflowsPerSecond, "per s"),
        figure("runs pruned", pruning.runs, "runs"),
        figure("one batch of 500 runs, on average", (pruning.runsSeconds * 1_000 * 500) / pruning.runs, "ms"),
        figure("events pruned", pruning.events, "events"),
        figure("pruning events", pruning.eventsSeconds, "s"),
        figure("tables and indexes before pruning", megabytes(fullBytes), "MB"),
        figure("tables and indexes after pruning and vacuum", megabytes(prunedBytes), "MB"),
        figure("tables and indexes with as many runs again", megabytes(againBytes), "MB"),
      ],
      notes: [
        `${runs} runs over ${days} days in the tables, copied by SQL from runs that went through the engine; retention keeps 30 days of finished runs, 45 of dead letters, 7 of events.`,
        "Postgres does not hand freed pages back to the disk: the next runs fill them. That is why the third size counts, not the second.",
      ],
    };
  },
};

async function prune(
  databaseUrl: string,
  pool: Pool,
): Promise<{ runs: number; runsSeconds: number; events: number; eventsSeconds: number }> {
  await using engine = await openEngine({
    databaseUrl,
    pool,
    workerId: "pruner",
    applicationVersion: "1",
    queues: [],
    handlers: [],
    role: "web",
    log: createLogger({ level: "warn" }),
    clock: systemClock,
  });
  const startedMs = performance.now();
  const pruned = await engine.prune(policy);
  const betweenMs = performance.now();
  const events = await pruneEvents(pool, 7 * dayMs);
  return {
    runs: pruned,
    runsSeconds: (betweenMs - startedMs) / 1_000,
    events,
    eventsSeconds: (performance.now() - betweenMs) / 1_000,
  };
}
