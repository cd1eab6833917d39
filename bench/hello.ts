import { openBenchDatabase } from "./harness/bench-database.ts";
import { runProgram, startBenchServer } from "./harness/programs.ts";
import { atLeast, figure } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { alternate, median, medianRatio, spread } from "./harness/statistics.ts";

const rounds = 5;
const connections = 50;

/**
 * What: requests per second of a small JSON answer through everything that stands before a route: request guard, metrics
 * per route, security headers, OpenAPI router, error pages.
 * How: `/health/live` of the product's server, 50 keep-alive connections, 3 seconds a round, in alternation; server and
 * load generator in processes of their own.
 * Against: bare Hono on @hono/node-server answering the same JSON.
 */
export const helloBench: Bench = {
  name: "hello",
  title: "JSON hello through the whole middleware stack",
  async run() {
    await using bench = await openBenchDatabase();
    await using ours = await startBenchServer(new URL("./programs/house-server.ts", import.meta.url), {
      BENCH_DATABASE_URL: bench.database.url,
      BENCH_DATA: bench.folder,
      // Only serves: the workers' looks at their queues are not middleware.
      BENCH_ROLE: "web",
    });
    await using bare = await startBenchServer(new URL("./contenders/hello-hono.ts", import.meta.url));
    const load = (origin: string, seconds: number) => async (): Promise<number> => {
      const env = {
        BENCH_URL: `${origin}/health/live`,
        BENCH_CONNECTIONS: String(connections),
        BENCH_SECONDS: String(seconds),
      };
      const script = new URL("./programs/http-load.ts", import.meta.url);
      return (await runProgram<{ perSecond: number }>(script, env)).perSecond;
    };
    await alternate({ ours: load(ours.url, 3), bare: load(bare.url, 3) }, 1);
    const speed = await alternate({ ours: load(ours.url, 3), bare: load(bare.url, 3) }, rounds);
    return {
      rows: [
        atLeast("ours ÷ bare Hono", medianRatio(speed.ours, speed.bare), "×", 0.6),
        figure("ours", median(speed.ours), "req/s"),
        figure("bare Hono", median(speed.bare), "req/s"),
      ],
      notes: [
        `Medians of ${rounds} rounds of 3 s after a warm-up of the same length; median (range) in req/s: ours ${spread(speed.ours)}, bare ${spread(speed.bare)}.`,
      ],
    };
  },
};
