import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "@millrace/platform/db";

type Pool = Database["pool"];

/** The one workload all run: queued workflows of one step, 50 at once, on a durable Postgres. */
export const concurrency = 50;
/** How often a worker looks at its queue, ms: ours by default, given to all that poll. */
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

/** One engine or queue as the bench sees it. */
export interface Contender {
  /** Resolves once the start is stored; the job's body calls `step(key)`. */
  start: (key: string) => Promise<unknown>;
  /** How many of the `started` jobs of this process the database holds as done. */
  countDone: (started: number) => Promise<number>;
}

/** For the engines on DBOS's tables; `prefix` begins every run id of this process, so that counting is an index's work. */
export function durableContender(prefix: string, pool: Pool, start: Contender["start"]): Contender {
  return {
    start,
    async countDone() {
      const { rows } = await pool.query<{ count: number }>(
        "select count(*)::int as count from dbos.workflow_status where workflow_uuid like $1 and status = 'SUCCESS'",
        [`${prefix}%`],
      );
      return rows[0]?.count ?? 0;
    },
  };
}

/** The body of every contender's job. */
export function step(key: string): Promise<string> {
  waiting.get(key)?.(performance.now());
  return Promise.resolve(key);
}

/** Warms up, then measures throughput, then the way from enqueue to start. */
export async function measureEngine(job: EngineJob, contender: Contender): Promise<EngineSample> {
  const warmUp = Math.ceil(job.workflows / 4);
  await burst(contender, `${job.round}-warm`, warmUp, 0);
  const seconds = await burst(contender, `${job.round}-burst`, job.workflows, warmUp);
  const waits: number[] = [];
  for (let probe = 0; probe < job.probes; probe += 1)
    waits.push(await probeOnce(contender.start, `${job.round}-probe-${probe}`));
  waits.sort((left, right) => left - right);
  const at = (share: number): number => waits[Math.ceil(waits.length * share) - 1] ?? Number.NaN;
  return { workflowsPerSecond: job.workflows / seconds, startMs: { p50: at(0.5), p95: at(0.95) } };
}

/** Seconds for a burst: enqueued by 50 callers at once, over when the database holds them all as done. */
async function burst(contender: Contender, name: string, workflows: number, before: number): Promise<number> {
  let next = 0;
  const startedMs = performance.now();
  const enqueue = async (): Promise<void> => {
    for (let index = next++; index < workflows; index = next++) await contender.start(`${name}-${index}`);
  };
  await Promise.all(Array.from({ length: concurrency }, enqueue));
  const started = before + workflows;
  while ((await contender.countDone(started)) < started) await delay(20);
  return (performance.now() - startedMs) / 1_000;
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
