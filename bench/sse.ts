import { setTimeout as delay } from "node:timers/promises";
import { signInAs } from "@millrace/identity/testing";
import type { Database } from "@millrace/platform/db";
import { publishEvents } from "@millrace/platform/events";
import { startProgram } from "@millrace/platform/testing";
import { openBenchDatabase } from "./harness/bench-database.ts";
import { startBenchServer } from "./harness/programs.ts";
import { below, figure } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { percentile } from "./harness/statistics.ts";

const clients = 200;
const events = 240;
const everyMs = 50;

/**
 * What: time from the commit of a transaction that published an event to its arrival at each of 200 live clients.
 * How: another process than the server commits 20 transactions a second for 12 seconds; the clients live in a process of
 * their own and stamp what they read. The clock starts before COMMIT is sent, so the fsync counts. One machine, one clock.
 * Every client must have received every event once.
 */
export const sseBench: Bench = {
  name: "sse",
  title: "Live events (SSE)",
  async run() {
    await using bench = await openBenchDatabase();
    await using server = await startBenchServer(new URL("./programs/house-server.ts", import.meta.url), {
      BENCH_DATABASE_URL: bench.database.url,
      BENCH_DATA: bench.folder,
    });
    const { headers } = await signInAs(bench.database.pool, "viewer");
    await using listeners = startProgram(new URL("./programs/sse-clients.ts", import.meta.url), [], {
      BENCH_ORIGIN: server.url,
      BENCH_HEADERS: JSON.stringify(headers),
      BENCH_CLIENTS: String(clients),
    });
    await listeners.nextLine();
    const committedMs = await publishTicks(bench.database.pool);
    const arrivals = JSON.parse(await listeners.nextLine()) as Record<string, number[]>;
    const delays = [...committedMs].flatMap(([subject, atMs]) => {
      const arrived = arrivals[subject] ?? [];
      if (arrived.length !== clients)
        throw new Error(`event ${subject} reached ${arrived.length} of ${clients} clients`);
      return arrived.map((arrivedMs) => arrivedMs - atMs);
    });
    return {
      rows: [
        below("commit → client, p95", percentile(delays, 0.95), "ms", 100),
        figure("commit → client, p50", percentile(delays, 0.5), "ms"),
        figure("commit → client, p99", percentile(delays, 0.99), "ms"),
        figure("commit → client, longest", percentile(delays, 1), "ms"),
      ],
      notes: [
        `${clients} clients, ${events} events, 20 commits a second: ${delays.length} deliveries, none lost, none doubled.`,
      ],
    };
  },
};

/** When each event's transaction began to commit, by subject. */
async function publishTicks(pool: Database["pool"]): Promise<Map<string, number>> {
  const committedMs = new Map<string, number>();
  for (let tick = 0; tick < events; tick += 1) {
    const subject = `tick-${tick}`;
    committedMs.set(subject, await publish(pool, "bench.tick", subject));
    await delay(everyMs);
  }
  await publish(pool, "bench.end", "end");
  return committedMs;
}

async function publish(pool: Database["pool"], type: string, subject: string): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await publishEvents(client, [{ type, subject, payload: { text: "x".repeat(500) } }]);
    const atMs = performance.timeOrigin + performance.now();
    await client.query("commit");
    return atMs;
  } finally {
    client.release();
  }
}
