import { createServer } from "node:http";
import { openEngine, type Engine } from "@millrace/engine";
import { systemClock } from "@millrace/platform/clock";
import { createLogger } from "@millrace/platform/telemetry";
import { startProgram, until } from "@millrace/platform/testing";
import { openBenchDatabase } from "./harness/bench-database.ts";
import { below, figure } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { percentile } from "./harness/statistics.ts";
import { holdRequest } from "./programs/hold-request.ts";

const cancels = 200;
/** Runs that hold a request at any moment. */
const held = 20;

/**
 * What: time from the call of `cancel` in a web process to the abort signal of the step that runs in a worker, and to the
 * moment the server it was talking to sees its socket closed.
 * How: 20 runs hold a request each through the polite client, to a server that never answers; one after the other is
 * cancelled and replaced by a new one. Engine in a web process and worker in another, on one durable embedded Postgres;
 * one machine, one clock.
 */
export const cancelBench: Bench = {
  name: "cancel",
  title: "Cancel a running step",
  async run() {
    await using bench = await openBenchDatabase();
    await using server = await startSilentServer();
    await using worker = startProgram(new URL("./programs/cancel-worker.ts", import.meta.url), [], {
      BENCH_DATABASE_URL: bench.database.url,
      BENCH_DATA: bench.folder,
      BENCH_HELD: String(held),
    });
    await worker.nextLine();
    await using engine = await openEngine({
      databaseUrl: bench.database.url,
      pool: bench.database.pool,
      workerId: "web",
      applicationVersion: "1",
      queues: [],
      handlers: [],
      role: "web",
      log: createLogger({ level: "warn" }),
      clock: systemClock,
    });
    const calledMs = await cancelAll(engine, server);
    const abortedMs = new Map(
      worker.lines.slice(1).map((line): [string, number] => {
        const [runId = "", atMs] = line.split(" ");
        return [runId, Number(atMs)];
      }),
    );
    const signal = [...calledMs].map(([runId, atMs]) => (abortedMs.get(runId) ?? Number.NaN) - atMs);
    const socket = [...calledMs].map(
      ([runId, atMs]) => (server.closedMs.get(`/${runId}`) ?? Number.NaN) - atMs,
    );
    return {
      rows: [
        below("cancel → the step's abort signal, p95", percentile(signal, 0.95), "ms", 250),
        below("cancel → outbound socket closed, p95", percentile(socket, 0.95), "ms", 250),
        figure("cancel → the step's abort signal, p50", percentile(signal, 0.5), "ms"),
        figure("cancel → outbound socket closed, p50", percentile(socket, 0.5), "ms"),
        figure("cancel → outbound socket closed, longest", percentile(socket, 1), "ms"),
      ],
      notes: [
        `${cancels} cancels with ${held} held requests at a time; cancelled in one process, running in another.`,
      ],
    };
  },
};

/** When `cancel` was called, epoch ms by run id. */
async function cancelAll(engine: Engine, server: SilentServer): Promise<Map<string, number>> {
  const start = (number: number): Promise<unknown> => {
    const runId = `${holdRequest.id}:${number}`;
    return engine.start(holdRequest, `${server.origin}/${runId}`, { key: String(number) });
  };
  for (let number = 0; number < held; number += 1) await start(number);
  const calledMs = new Map<string, number>();
  for (let number = 0; number < cancels; number += 1) {
    const runId = `${holdRequest.id}:${number}`;
    await until(`${runId} holds its request`, async () => server.open.has(`/${runId}`));
    calledMs.set(runId, performance.timeOrigin + performance.now());
    await engine.cancel(runId);
    await until(`the socket of ${runId} is closed`, async () => server.closedMs.has(`/${runId}`));
    if (number + held < cancels) await start(number + held);
  }
  return calledMs;
}

interface SilentServer extends AsyncDisposable {
  origin: string;
  /** Paths of the requests it holds. */
  open: Set<string>;
  /** When a request's socket closed, epoch ms by path. */
  closedMs: Map<string, number>;
}

/** Takes every request and answers none. */
async function startSilentServer(): Promise<SilentServer> {
  const open = new Set<string>();
  const closedMs = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    open.add(path);
    response.on("close", () => {
      open.delete(path);
      closedMs.set(path, performance.timeOrigin + performance.now());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    open,
    closedMs,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
