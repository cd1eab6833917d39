import { Agent, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { seeded } from "./random.ts";

/**
 * Keep-alive clients of the read API in a process of their own: each asks its next question when the last is answered,
 * after BENCH_THINK_MS on average. Prints the answer times per kind of question, ms.
 */
export interface ClientJob {
  origin: string;
  /** Of somebody who is signed in. */
  headers: Readonly<Record<string, string>>;
  clients: number;
  seconds: number;
  thinkMs: number;
  /** Paths per kind, with how often each kind is asked. */
  questions: { kind: string; share: number; paths: string[] }[];
}

export interface ClientSample {
  timesMs: Record<string, number[]>;
  perSecond: number;
  megabytesPerSecond: number;
}

const job = JSON.parse(process.env["BENCH_JOB"] ?? "null") as ClientJob;
const agent = new Agent({ keepAlive: true, maxSockets: job.clients });
const random = seeded(7);
const timesMs: Record<string, number[]> = Object.fromEntries(job.questions.map(({ kind }) => [kind, []]));
let bytes = 0;

const startedMs = performance.now();
const endsMs = startedMs + job.seconds * 1_000;
await Promise.all(Array.from({ length: job.clients }, client));
const seconds = (performance.now() - startedMs) / 1_000;
const answers = Object.values(timesMs).reduce((sum, times) => sum + times.length, 0);
const sample: ClientSample = {
  timesMs,
  perSecond: answers / seconds,
  megabytesPerSecond: bytes / 1e6 / seconds,
};
console.log(JSON.stringify(sample));
agent.destroy();

async function client(): Promise<void> {
  // Spread over the first think time, as people would come.
  await delay(random() * job.thinkMs);
  while (performance.now() < endsMs) {
    const { kind, paths } = chooseQuestion();
    const askedMs = performance.now();
    await ask(paths[Math.floor(random() * paths.length)] ?? "/");
    timesMs[kind]?.push(performance.now() - askedMs);
    if (job.thinkMs > 0) await delay(job.thinkMs * (0.5 + random()));
  }
}

function chooseQuestion(): ClientJob["questions"][number] {
  let left = random() * job.questions.reduce((sum, question) => sum + question.share, 0);
  const chosen = job.questions.find((question) => (left -= question.share) <= 0) ?? job.questions[0];
  if (chosen === undefined) throw new Error("no question to ask");
  return chosen;
}

function ask(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${job.origin}${path}`, { agent, headers: job.headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} was answered ${response.statusCode}`));
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("end", () => resolve());
      response.on("error", reject);
    }).on("error", reject);
  });
}
