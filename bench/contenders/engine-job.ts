import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "@millrace/platform/db";

type Pool = Database["pool"];

/** The one workload both engines run: queued workflows of one step, 50 at once, on a durable Postgres. */
export const concurrency = 50;
/** How often a worker looks at its queue, ms: ours by default, given to both. */
export const pollingMs = 15;

export interface EngineSample {
  /** From the first enqueue until all are stored as succeeded. */
  workflowsPerSecond: number;
  /** From the call that enqueues to the first line of the step, on a queue that is empty otherwise. */
  startMs: { p50: number; p95: number };
}

export interface EngineJob {
  databaseUrl: string;
  /** Told apart per round, so that no run is taken for one of an earlier round. */
  round: string;
  workflows: number;
  probes: number;
}

export function readEngineJob(): EngineJob {
  return {
    databaseUrl: process.env["BENCH_DATABASE_URL"] ?? "",
    round: process.env["BENCH_ROUND"] ?? "",
    workflows: Number(process.env["BENCH_WORKFLOWS"]),
    probes: Number(process.env["BENCH_PROBES"]),
  };
}

/** Who waits for a step to begin, by the key its workflow was started with. */
const waiting = new Map<string, (atMs: number) => void>();

/** The step's body in both engines. */
export function step(key: string): Promise<string> {
  waiting.get(key)?.(performance.now());
  return Promise.resolve(key);
}

/** Warms up, then measures throughput, then the way from enqueue to start. `start` resolves once the start is stored. */
export async function measureEngine(
  job: EngineJob,
  pool: Pool,
  start: (key: string) => Promise<unknown>,
): Promise<EngineSample> {
  await burst(pool, start, `${job.round}-warm`, Math.ceil(job.workflows / 4));
  const seconds = await burst(pool, start, `${job.round}-burst`, job.workflows);
  const waits: number[] = [];
  for (let probe = 0; probe < job.probes; probe += 1)
    waits.push(await probeOnce(start, `${job.round}-probe-${probe}`));
  waits.sort((left, right) => left - right);
  const at = (share: number): number => waits[Math.ceil(waits.length * share) - 1] ?? Number.NaN;
  return { workflowsPerSecond: job.workflows / seconds, startMs: { p50: at(0.5), p95: at(0.95) } };
}

/** Seconds for a burst: enqueued by 50 callers at once, over when the database holds them all as succeeded. */
async function burst(
  pool: Pool,
  start: (key: string) => Promise<unknown>,
  name: string,
  workflows: number,
): Promise<number> {
  let next = 0;
  const startedMs = performance.now();
  const enqueue = async (): Promise<void> => {
    for (let index = next++; index < workflows; index = next++) await start(`${name}-${index}`);
  };
  await Promise.all(Array.from({ length: concurrency }, enqueue));
  while ((await countSucceeded(pool, name)) < workflows) await delay(20);
  return (performance.now() - startedMs) / 1_000;
}

async function countSucceeded(pool: Pool, name: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from dbos.workflow_status where workflow_uuid like $1 and status = 'SUCCESS'",
    [`%${name}-%`],
  );
  return rows[0]?.count ?? 0;
}

async function probeOnce(start: (key: string) => Promise<unknown>, key: string): Promise<number> {
  const { promise: begun, resolve } = Promise.withResolvers<number>();
  waiting.set(key, resolve);
  const startedMs = performance.now();
  await start(key);
  const waitedMs = (await begun) - startedMs;
  waiting.delete(key);
  // Random, so that the starts don't fall into step with the worker's looks at the queue.
  await delay(5 + Math.random() * 30);
  return waitedMs;
}
