/** What every extraction contender is given, and what it must answer with. */
export interface ExtractionJob {
  origin: string;
  pages: number;
  concurrency: number;
}

/** The handful of fields a typical scraper of this page takes. */
export interface TypicalFields {
  url: string | null;
  author: string | null;
  text: string | null;
  publishedAt: string | null;
  reactions: number | null;
  comments: number | null;
}

export interface ExtractionSample {
  pagesPerSecond: number;
  /** Peak resident memory of the contender's process, MB. */
  peakMb: number;
  /** Pages whose author, text and date were found. */
  complete: number;
}

/** The job, from the environment the bench sets. */
export function readJob(): ExtractionJob {
  return {
    origin: process.env["BENCH_ORIGIN"] ?? "",
    pages: Number(process.env["BENCH_PAGES"]),
    concurrency: Number(process.env["BENCH_CONCURRENCY"]),
  };
}

/** Addresses `/pages/0` and on, each as often as there are pages: once. */
export function* addressesOf(job: ExtractionJob): Generator<string> {
  for (let page = 0; page < job.pages; page += 1) yield `${job.origin}/pages/${page}`;
}

export function isComplete(fields: Pick<TypicalFields, "author" | "text" | "publishedAt">): boolean {
  return fields.author !== null && fields.text !== null && fields.publishedAt !== null;
}

/** Runs `visit` over every address with the job's concurrency and prints the sample. */
export async function runJob(job: ExtractionJob, visit: (url: string) => Promise<boolean>): Promise<void> {
  let complete = 0;
  const startedMs = performance.now();
  const addresses = addressesOf(job);
  const worker = async (): Promise<void> => {
    for (const url of addresses) if (await visit(url)) complete += 1;
  };
  await Promise.all(Array.from({ length: job.concurrency }, worker));
  printSample(job, startedMs, complete);
}

/** Ends a contender: its speed, its peak memory by the kernel's count, and how many pages it really read. */
export function printSample(job: ExtractionJob, startedMs: number, complete: number): void {
  const sample: ExtractionSample = {
    pagesPerSecond: job.pages / ((performance.now() - startedMs) / 1_000),
    peakMb: process.resourceUsage().maxRSS / 1024,
    complete,
  };
  console.log(JSON.stringify(sample));
}
