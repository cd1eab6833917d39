import { fetchPages, measure, packPages, readJob, throwAway, warmUp } from "./connect-job.ts";

/**
 * The floor: parses, packs and gzips the same pages, which lie in memory before the clock starts. No network at all; what is
 * packed is thrown away.
 */
const job = readJob();
await warmUp(job);
const pages = await Array.fromAsync(fetchPages(job));
await measure(() => packPages(pages, throwAway));
