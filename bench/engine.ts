import { openBenchDatabase } from "./harness/bench-database.ts";
import { runProgram } from "./harness/programs.ts";
import { atLeast, below, figure } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { alternate, median, medianRatio, spread } from "./harness/statistics.ts";
import type { EngineSample } from "./contenders/engine-job.ts";

/** A few, when somebody only wants to see that it runs: BENCH_QUICK=1. */
const isQuick = process.env["BENCH_QUICK"] === "1";
const rounds = isQuick ? 1 : 4;
const workflows = isQuick ? 200 : 1_500;
const probes = isQuick ? 20 : 150;

/**
 * What: one-step queued workflows per second at concurrency 50, and the time from enqueue to start.
 * How: on one durable embedded Postgres; each round in a process of its own, after a warm-up, in alternation; counted from
 * the first enqueue until the database holds all of them as succeeded.
 * Against: DBOS Transact alone, the library our engine stands on, in a database of its own on the same server (without
 * our status trigger), with the same concurrency, polling interval and number of connections; beside them two job queues
 * on Postgres, each in a database of its own.
 */
export const engineBench: Bench = {
  name: "engine",
  title: "Durable engine",
  async run() {
    await using bench = await openBenchDatabase();
    const { url, pool } = bench.database;
    const databaseOf = async (name: string): Promise<string> => {
      await pool.query(`create database ${name}`);
      const address = new URL(url);
      address.pathname = `/${name}`;
      return address.href;
    };
    const [alone, graphile, bull] = [
      await databaseOf("dbos_alone"),
      await databaseOf("graphile_worker"),
      await databaseOf("bullmq"),
    ];
    let round = 0;
    const contender = (file: string, databaseUrl: string) => () =>
      runProgram<EngineSample>(new URL(`./contenders/${file}`, import.meta.url), {
        BENCH_DATABASE_URL: databaseUrl,
        BENCH_ROUND: `round${(round += 1)}`,
        BENCH_WORKFLOWS: String(workflows),
        BENCH_PROBES: String(probes),
      });
    const samples = await alternate(
      {
        ours: contender("engine-ours.ts", url),
        dbos: contender("engine-dbos.ts", alone),
        graphile: contender("engine-graphile-worker.ts", graphile),
        bull: contender("engine-bullmq.ts", bull),
      },
      rounds,
    );
    const ours = samples.ours.map((sample) => sample.workflowsPerSecond);
    const dbos = samples.dbos.map((sample) => sample.workflowsPerSecond);
    const graphileJobs = samples.graphile.map((sample) => sample.workflowsPerSecond);
    const bullJobs = samples.bull.map((sample) => sample.workflowsPerSecond);
    const p50 = (list: EngineSample[]): number => median(list.map((sample) => sample.startMs.p50));
    const p95 = (list: EngineSample[]): number => median(list.map((sample) => sample.startMs.p95));
    return {
      rows: [
        atLeast("workflows per second, ours ÷ DBOS alone", medianRatio(ours, dbos), "×", 0.8),
        atLeast("one-step queued workflows", median(ours), "per s", 500),
        figure("DBOS alone", median(dbos), "per s"),
        below("enqueue → start, p50", p50(samples.ours), "ms", 15),
        below("enqueue → start, p95", p95(samples.ours), "ms", 40),
        figure("DBOS alone, enqueue → start, p50", p50(samples.dbos), "ms"),
        figure("DBOS alone, enqueue → start, p95", p95(samples.dbos), "ms"),
        figure("graphile-worker, jobs without steps", median(graphileJobs), "per s"),
        figure("graphile-worker, enqueue → start, p50", p50(samples.graphile), "ms"),
        figure("graphile-worker, enqueue → start, p95", p95(samples.graphile), "ms"),
        figure("BullMQ on Postgres, jobs without steps", median(bullJobs), "per s"),
        figure("BullMQ on Postgres, enqueue → start, p50", p50(samples.bull), "ms"),
        figure("BullMQ on Postgres, enqueue → start, p95", p95(samples.bull), "ms"),
      ],
      notes: [
        `Medians of ${rounds} rounds of ${workflows} workflows and ${probes} single starts; median (range) per second: ours ${spread(ours)}, DBOS ${spread(dbos)}, graphile-worker ${spread(graphileJobs)}, BullMQ ${spread(bullJobs)}. fsync is on.`,
        "Ours adds to each workflow a status event for the live pages, cancellation within milliseconds, stored attempts and takeover of dead workers.",
        "graphile-worker and BullMQ are job queues, another promise: a job is one body, done again from its beginning after a crash; there are no steps, no stored step results and no resuming in the middle. Theirs is about the price of a queue, the difference the price of a workflow. Both are woken by LISTEN, ours and DBOS poll.",
      ],
    };
  },
};
