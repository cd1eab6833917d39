import { openBenchDatabase } from "./harness/bench-database.ts";
import { runProgram, startBenchServer } from "./harness/programs.ts";
import { atLeast, below, figure } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { alternate, median, medianRatio, spread } from "./harness/statistics.ts";
import type { ExtractionSample } from "./contenders/extraction-job.ts";

const pages = 2_000;
/** Of the contenders that are only asked for one figure. */
const fewerPages = 1_000;
const concurrency = 50;
const rounds = 3;

/**
 * What: pages fetched and extracted per second, and peak memory, on a real 100 KB public post at 2,000 addresses.
 * How: a page server in its own process on loopback, each contender in a process of its own from its first page on (no
 * warm-up), 50 requests at once, in alternation. A contender that doesn't find author, text and date on every page is out.
 * Against: Crawlee's CheerioCrawler taking the same handful of fields, and a bare undici + htmlparser2 loop as the floor.
 */
export const extractionBench: Bench = {
  name: "extraction",
  title: "Fetch and extract 100 KB pages",
  async run() {
    await using server = await startBenchServer(new URL("./programs/page-server.ts", import.meta.url));
    await using bench = await openBenchDatabase();
    const env = {
      BENCH_ORIGIN: server.url,
      BENCH_CONCURRENCY: String(concurrency),
      BENCH_DATABASE_URL: bench.database.url,
      BENCH_OBJECTS: `${bench.folder}/objects`,
    };
    const contender =
      (file: string, more: NodeJS.ProcessEnv = {}, count = pages) =>
      () =>
        contend(file, count, { ...env, ...more });
    const single = (file: string, more: NodeJS.ProcessEnv) => contender(file, more, fewerPages);
    const heap = (megabytes: number) => ({ NODE_OPTIONS: `--max-old-space-size=${megabytes}` });
    const samples = await alternate(
      {
        polite: contender("extract-ours-polite.ts"),
        bare: contender("extract-ours-bare.ts"),
        crawlee: contender("extract-crawlee.ts"),
        sax: contender("extract-sax.ts"),
      },
      rounds,
    );
    const once = await alternate(
      {
        polite: single("extract-ours-polite.ts", heap(96)),
        crawlee: single("extract-crawlee.ts", heap(96)),
        budget: single("extract-ours-polite.ts", { BENCH_BUDGET: "true" }),
        kept: single("extract-ours-polite.ts", { BENCH_KEEP: "true" }),
      },
      1,
    );
    const speed = mapped(samples, (sample) => sample.pagesPerSecond);
    const memory = mapped(samples, (sample) => sample.peakMb);
    const onceSpeed = mapped(once, (sample) => sample.pagesPerSecond);
    const onceMemory = mapped(once, (sample) => sample.peakMb);
    return {
      rows: [
        atLeast("product path ÷ Crawlee", medianRatio(speed.polite, speed.crawlee), "×", 2),
        atLeast("our extraction on bare undici ÷ Crawlee", medianRatio(speed.bare, speed.crawlee), "×", 2),
        figure("product path ÷ bare undici + SAX (floor)", medianRatio(speed.polite, speed.sax), "×"),
        figure("product path", median(speed.polite), "pages/s"),
        figure("our extraction on bare undici", median(speed.bare), "pages/s"),
        figure("Crawlee CheerioCrawler", median(speed.crawlee), "pages/s"),
        figure("bare undici + htmlparser2, JSON-LD only", median(speed.sax), "pages/s"),
        figure("product path, peak memory", median(memory.polite), "MB"),
        figure("our extraction on bare undici, peak memory", median(memory.bare), "MB"),
        figure("Crawlee, peak memory", median(memory.crawlee), "MB"),
        below("product path with a 96 MB heap limit, peak memory", median(onceMemory.polite), "MB", 300),
        figure("product path with a 96 MB heap limit", median(onceSpeed.polite), "pages/s"),
        figure("Crawlee with a 96 MB heap limit, peak memory", median(onceMemory.crawlee), "MB"),
        figure("Crawlee with a 96 MB heap limit", median(onceSpeed.crawlee), "pages/s"),
        figure(
          "product path with a permit from a budget for every page",
          median(onceSpeed.budget),
          "pages/s",
        ),
        figure("product path that also keeps every page", median(onceSpeed.kept), "pages/s"),
      ],
      notes: [
        `Medians of ${rounds} rounds of ${pages} pages, ${concurrency} requests at once; median (range) in pages/s: product path ${spread(speed.polite)}, bare ${spread(speed.bare)}, Crawlee ${spread(speed.crawlee)}, SAX ${spread(speed.sax)}.`,
        "The product path reads all three places of a page (JSON-LD, embedded JSON, DOM), with evidence and trust for each field, and goes through the polite client (robots.txt, circuit breaker, adaptive time-out; 16 of the 50 requests in flight, its default per host); Crawlee and the SAX loop take six and three fields.",
        `Contender, page server and Postgres share the machine's cores; peak memory is the contender's own process. The rows with a heap limit, a budget and kept pages are one round of ${fewerPages} pages. Without a limit V8 lets garbage lie until it has use for the memory.`,
      ],
    };
  },
};

async function contend(file: string, count: number, env: NodeJS.ProcessEnv): Promise<ExtractionSample> {
  const script = new URL(`./contenders/${file}`, import.meta.url);
  const sample = await runProgram<ExtractionSample>(script, { ...env, BENCH_PAGES: String(count) });
  if (sample.complete !== count)
    throw new Error(`${file} read ${sample.complete} of ${count} pages completely`);
  return sample;
}

function mapped<Name extends string>(
  samples: Record<Name, ExtractionSample[]>,
  take: (sample: ExtractionSample) => number,
): Record<Name, number[]> {
  const entries = Object.entries<ExtractionSample[]>(samples).map(([name, list]) => [name, list.map(take)]);
  return Object.fromEntries(entries) as Record<Name, number[]>;
}
