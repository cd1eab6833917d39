import { startEmbeddedServer } from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder } from "@millrace/platform/testing";
import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ConnectSample } from "./contenders/connect-job.ts";
import { startConnectProduct, type SyncSample } from "./harness/connect-product.ts";
import { startConnectVendors, yotpoPerSecond, type ConnectVendors } from "./harness/connect-vendors.ts";
import { memoryOf } from "./harness/process-memory.ts";
import { runProgram } from "./harness/programs.ts";
import { countPerSecond, ratePlotSvg } from "./harness/rate-plot.ts";
import { atLeast, below, figure, type Measured, type Row } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { alternate, median, medianRatio, spread } from "./harness/statistics.ts";

/** BENCH_FULL=true takes the sizes of the promise: 100,000 customers at 5 requests/s, 10,000,000 records in one sync. */
const isFull = process.env["BENCH_FULL"] === "true";
/** Of all sizes; `BENCH_CONNECT_SHARE=0.02` is for a try. */
const share = Number(process.env["BENCH_CONNECT_SHARE"] ?? "1");
const sized = (usual: number, full = usual): number => Math.round((isFull ? full : usual) * share);
const sizes = {
  rate: sized(10_000, 100_000),
  throughput: sized(200_000),
  /** Of one sync under whose load memory is watched. */
  memory: sized(1_000_000, 10_000_000),
};
/** One of the measurements alone, for whoever works on it: `BENCH_CONNECT_ONLY=throughput`. What is stored holds it alone. */
const only = process.env["BENCH_CONNECT_ONLY"];
const rounds = 3;
/** What is known to work at the vendor, and the most our setting takes. */
const smallPages = 100;
const largePages = 1_000;

const plotFile = "performance-connect-rate.svg";
const docs = join(import.meta.dirname, "../docs");

/**
 * What: share of the permitted rate that is used; records per second and core from Yotpo to Treasure Data; memory during a
 * large sync; records per second into the other destinations.
 * How: the product as its users start it, driven over its HTTP API; the simulated Yotpo and Treasure Data in processes of their
 * own. A sync counts only when its certificate is green.
 * Against: a loop in memory that parses, packs and gzips the same pages, and the same loop that also fetches and uploads.
 */
export const connectBench: Bench = {
  name: "connect",
  title: "Yotpo to Treasure Data and elsewhere",
  async run() {
    if (only !== undefined && !(only in measurements))
      throw new Error(`BENCH_CONNECT_ONLY is one of ${Object.keys(measurements).join(", ")}, not "${only}".`);
    const parts: Measured[] = [];
    for (const [name, measure] of Object.entries(measurements))
      if (only === undefined || only === name) parts.push(await measure());
    return {
      rows: parts.flatMap(({ rows }) => rows),
      notes: [
        ...parts.flatMap(({ notes }) => notes),
        `Full refresh, appended, of the stream customers (about 1.2 kB of JSON each; one of 9,973 has numbers no double holds); 4 uploads at once; bulk import. Every sync's certificate was green.${isFull ? "" : " Scaled down: `BENCH_FULL=true npm run bench connect` reads 100,000 customers at 5 requests/s and 10,000,000 records in one sync."}`,
      ],
    };
  },
};

async function measureRate(): Promise<Measured> {
  // A product of its own: of several connections with one account the slowest sets the rate, also for what is measured next.
  await using product = await startConnectProduct();
  await using vendors = await startConnectVendors({ customers: sizes.rate, isLimited: true });
  const { sync, seconds } = await product.sync({
    source: vendors.source(smallPages),
    destination: vendors.treasureData,
  });
  const { limited: counted } = await product.call<{ limited: number }>(`/syncs/${sync.id}/rate`);
  const { atMs, limited } = await vendors.arrivals();
  const ideal = Math.ceil(sizes.rate / smallPages) / yotpoPerSecond;
  const perSecond = countPerSecond(atMs);
  const caption = `Requests to Yotpo in each second of a sync of ${grouped(sizes.rate)} customers; the limit is ${yotpoPerSecond}`;
  writeFileSync(join(docs, plotFile), ratePlotSvg({ perSecond, limit: yotpoPerSecond, caption }));
  return {
    rows: [
      below(
        `${grouped(sizes.rate)} customers at ${yotpoPerSecond} requests/s, wall time ÷ ideal`,
        seconds / ideal,
        "×",
        1.05,
      ),
      below("answers with 429", Math.max(limited, counted), "", 1),
      figure("requests", atMs.length, ""),
    ],
    notes: [
      `Share of the rate: from the request that starts the sync to its end, ${seconds.toFixed(2)} s of ideal ${ideal.toFixed(1)} s (pages of ${smallPages}, a strict limit over any second). Requests in each second since the first: ${perSecond.join(" ")}; limit ${yotpoPerSecond}.`,
      `![${caption}](${plotFile})`,
    ],
  };
}

async function measureThroughput(): Promise<Measured> {
  await using product = await startConnectProduct();
  await using vendors = await startConnectVendors({ customers: sizes.throughput, isLimited: false });
  const ours = (perPage: number, provenance: boolean) => () =>
    product.sync({ source: vendors.source(perPage), destination: vendors.treasureData, provenance });
  const large = await alternate<string, Work>(
    {
      product: async () => workOf(await ours(largePages, true)()),
      bare: () => contend("connect-bare-loop.ts", vendors, largePages),
      memory: () => contend("connect-memory-loop.ts", vendors, largePages),
    },
    rounds,
  );
  const small = await alternate<string, Work>(
    {
      product: async () => workOf(await ours(smallPages, true)()),
      bare: () => contend("connect-bare-loop.ts", vendors, smallPages),
      memory: () => contend("connect-memory-loop.ts", vendors, smallPages),
      plain: async () => workOf(await ours(largePages, false)()),
    },
    1,
  );
  const perCore = (work: readonly Work[] = []): number[] => work.map((one) => one.records / one.coreSeconds);
  const perSecond = (work: readonly Work[] = []): number[] => work.map((one) => one.records / one.seconds);
  const core = {
    product: perCore(large["product"]),
    plain: perCore(small["plain"]),
    bare: perCore(large["bare"]),
    memory: perCore(large["memory"]),
  };
  const database = median((large["product"] ?? []).map((one) => one.databaseSeconds / one.coreSeconds));
  const unit = "records per core second";
  return {
    rows: [
      atLeast("Yotpo → Treasure Data, product", median(core.product), unit, 50_000),
      atLeast("product ÷ loop in memory", medianRatio(core.product, core.memory), "×", 0.5),
      figure("product without provenance ÷ loop in memory", median(core.plain) / median(core.memory), "×"),
      figure("product ÷ bare loop over the network", medianRatio(core.product, core.bare), "×"),
      figure(
        `pages of ${smallPages}: product ÷ loop in memory`,
        medianRatio(perCore(small["product"]), perCore(small["memory"])),
        "×",
      ),
      figure("product without provenance", median(core.plain), unit),
      figure("loop in memory: parse, pack, gzip", median(core.memory), unit),
      figure("bare loop over the network", median(core.bare), unit),
      figure(`pages of ${smallPages}: product`, median(perCore(small["product"])), unit),
      figure(`pages of ${smallPages}: bare loop over the network`, median(perCore(small["bare"])), unit),
      figure("product, wall time", median(perSecond(large["product"])), "records/s"),
      figure("bare loop over the network, wall time", median(perSecond(large["bare"])), "records/s"),
      figure("database of the product, share of the product's core seconds", 100 * database, "%"),
    ],
    notes: [
      `Throughput: medians of ${rounds} rounds of ${grouped(sizes.throughput)} records in pages of ${largePages}, one round with pages of ${smallPages}, which our setting limits to 100 requests/s, and one without provenance. A core second is a processor second of the process, user and system, all its threads; median (range): product ${spread(core.product)}, bare loop ${spread(core.bare)}, loop in memory ${spread(core.memory)}. The product stays up between rounds, as it does; both loops run through 20 MB first, unmeasured.`,
      "The loops do JSON.parse, @msgpack/msgpack per record, gzip level 1 in parts of 8,000 records. The product besides: keeps every page before it is delivered, reads numbers without a loss, fits each value to its column, hashes each record, writes provenance, saves checkpoints, asks Treasure Data what it holds. What it does when it has nothing to do, looking for runs in its queues, counts against it.",
    ],
  };
}

/** What a product or a contender did. */
type Work = Pick<ConnectSample, "records" | "seconds" | "coreSeconds"> & { databaseSeconds: number };

function workOf({ sync, seconds, appSeconds, databaseSeconds }: SyncSample): Work {
  if (sync.records !== sizes.throughput) throw new Error(`The product read ${sync.records} records`);
  return { records: sync.records, seconds, coreSeconds: appSeconds, databaseSeconds };
}

async function contend(file: string, vendors: ConnectVendors, perPage: number): Promise<Work> {
  const sample = await runProgram<ConnectSample>(new URL(`./contenders/${file}`, import.meta.url), {
    BENCH_JOB: JSON.stringify(vendors.job(perPage)),
  });
  if (sample.records !== sizes.throughput) throw new Error(`${file} read ${sample.records} records`);
  return { ...sample, databaseSeconds: 0 };
}

async function measureMemory(): Promise<Measured> {
  await using vendors = await startConnectVendors({ customers: sizes.memory, isLimited: false });
  await using folder = await createTemporaryFolder("millrace-bench-");
  await using product = await startConnectProduct();
  const idle = await idleMb(product.pid);
  const source = vendors.source(largePages);
  const destinations = {
    "Treasure Data": vendors.treasureData,
    "JSON Lines": { type: "jsonl", folder: folder.path },
  };
  const rows: Row[] = [];
  for (const [name, destination] of Object.entries(destinations)) {
    const watch = createWatch(product.pid);
    await product.sync({ source, destination }, watch.sample);
    const megabytes = watch.megabytes();
    const quarter = Math.ceil(megabytes.length / 4);
    const second = median(megabytes.slice(quarter, 2 * quarter));
    const last = median(megabytes.slice(-quarter));
    rows.push(
      below(
        `${grouped(sizes.memory)} records to ${name}, most memory above idle`,
        Math.max(...megabytes) - idle,
        "MB",
        200,
      ),
      below(`${name}, memory in the last quarter ÷ in the second`, last / second, "×", 1.1),
    );
  }
  return {
    rows: [...rows, figure("idle memory, app (PSS)", idle, "MB")],
    notes: [
      "Memory: PSS of the product's process, once a second; idle is the median of five seconds in a product that was just started, before its first sync. Treasure Data first, JSON Lines after it in the same process.",
    ],
  };
}

/** Long enough for what starting takes to be over. */
const settleMs = 20_000;

async function idleMb(pid: number): Promise<number> {
  await delay(settleMs);
  const samples: number[] = [];
  while (samples.length < 5) {
    samples.push(pssOf(pid));
    await delay(1_000);
  }
  return median(samples);
}

/** Memory of a process, sampled once a second however often it is asked to. */
function createWatch(pid: number): { sample: () => void; megabytes: () => number[] } {
  const samples: number[] = [];
  let nextMs = 0;
  return {
    megabytes: () => samples,
    sample: () => {
      if (performance.now() < nextMs) return;
      nextMs = performance.now() + 1_000;
      samples.push(pssOf(pid));
    },
  };
}

/** NaN, which meets no target, where the system doesn't say. */
const pssOf = (pid: number): number => memoryOf([pid])?.pssMb ?? Number.NaN;

async function measureDestinations(): Promise<Measured> {
  await using product = await startConnectProduct();
  await using vendors = await startConnectVendors({ customers: sizes.throughput, isLimited: false });
  await using folder = await createTemporaryFolder("millrace-bench-");
  const dataFolder = join(folder.path, "postgres");
  await mkdir(dataFolder);
  const server = await startEmbeddedServer({ dataFolder, log: createLogger({ level: "warn" }) });
  await using _stopped = { [Symbol.asyncDispose]: () => server.stop() };
  const files = folder.path;
  const destinations = {
    Postgres: { type: "postgres", url: server.url },
    SQLite: { type: "sqlite", path: join(files, "warehouse.sqlite") },
    "JSON Lines": { type: "jsonl", folder: files },
    CSV: { type: "csv", folder: files },
    Parquet: { type: "parquet", folder: files },
  };
  const rows: Row[] = [];
  for (const [name, destination] of Object.entries(destinations)) {
    const sample = await product.sync({ source: vendors.source(largePages), destination });
    const { records, seconds, coreSeconds } = workOf(sample);
    rows.push(
      figure(`to ${name}, wall time`, records / seconds, "records/s"),
      figure(`to ${name}`, records / coreSeconds, "records per core second"),
    );
  }
  return {
    rows,
    notes: [
      `Other destinations: one sync of ${grouped(sizes.throughput)} records each. Postgres is a second server on this machine, with fsync; what it uses of the processor is not in the core seconds.`,
    ],
  };
}

/** In this order, each with processes of its own. */
const measurements = {
  memory: measureMemory,
  rate: measureRate,
  throughput: measureThroughput,
  destinations: measureDestinations,
};

const grouped = (count: number): string => count.toLocaleString("en");
