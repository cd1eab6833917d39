import { openBenchDatabase } from "./harness/bench-database.ts";
import { runProgram } from "./harness/programs.ts";
import { atLeast, below, figure } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { alternate, median, medianRatio, spread } from "./harness/statistics.ts";
import type { EngineSample } from "./contenders/engine-job.ts";

const rounds = 4;
const workflows = 1_500;
const probes = 150;

/**
 * What: one-step queued workflows per second at concurrency 50, and the time from enqueue to start.
 * How: on one durable embedded Postgres; each round in a process of its own, after a warm-up, in alternation; counted from
 * the first enqueue until the database holds all of them as succeeded.
 * Against: DBOS Transact alone, the library our engine stands on, in a database of its own on the same server (without
 * our status trigger), with the same concurrency, polling interval and number of connections.
 */
export const engineBench: Bench = {
  name: "engine",
  title: "Durable engine",
  async run() {
    await using bench = await openBenchDatabase();
    const { url, pool } = bench.database;
    await pool.query("create database dbos_alone");
    const alone = new URL(url);
    alone.pathname = "/dbos_alone";
    let round = 0;
    const contender = (file: string, databaseUrl: string) => () =>
      runProgram<EngineSample>(new URL(`./contenders/${file}`, import.meta.url), {
        BENCH_DATABASE_URL: databaseUrl,
        BENCH_ROUND: `round${(round += 1)}`,
        BENCH_WORKFLOWS: String(workflows),
        BENCH_PROBES: String(probes),
      });
    const samples = await alternate(
      { ours: contender("engine-ours.ts", url), dbos: contender("engine-dbos.ts", alone.href) },
      rounds,
    );
    const ours = samples.ours.map((sample) => sample.workflowsPerSecond);
    const dbos = samples.dbos.map((sample) => sample.workflowsPerSecond);
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
      ],
      notes: [
        `Medians of ${rounds} rounds of ${workflows} workflows and ${probes} single starts; median (range) per second: ours ${spread(ours)}, DBOS ${spread(dbos)}. fsync is on.`,
        "Ours adds to each workflow a status event for the live pages, cancellation within milliseconds, stored attempts and takeover of dead workers.",
      ],
    };
  },
};
