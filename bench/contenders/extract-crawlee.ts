import { CheerioCrawler, Configuration, log, LogLevel } from "@crawlee/cheerio";
import { addressesOf, isComplete, printSample, readJob, type TypicalFields } from "./extraction-job.ts";

/** Crawlee's CheerioCrawler as its documentation shows it: the fields by selectors and JSON-LD, storage in memory. */
const job = readJob();
log.setLevel(LogLevel.OFF);
let complete = 0;

const crawler = new CheerioCrawler(
  {
    minConcurrency: job.concurrency,
    maxConcurrency: job.concurrency,
    maxRequestRetries: 0,
    async requestHandler({ $ }) {
      const block = JSON.parse($('script[type="application/ld+json"]').first().text()) as {
        datePublished?: string;
        author?: { name?: string };
      };
      const fields: TypicalFields = {
        url: $('link[rel="canonical"]').attr("href") ?? null,
        author: block.author?.name ?? null,
        text: $('[data-test-id="main-feed-activity-card__commentary"]').first().text().trim(),
        publishedAt: block.datePublished ?? null,
        reactions: Number($("[data-num-reactions]").first().attr("data-num-reactions") ?? 0),
        comments: Number($("[data-num-comments]").first().attr("data-num-comments") ?? 0),
      };
      if (isComplete(fields)) complete += 1;
    },
  },
  new Configuration({ persistStorage: false }),
);

const startedMs = performance.now();
await crawler.run([...addressesOf(job)]);
printSample(job, startedMs, complete);
