import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeliveryJob, Destination } from "../destination.ts";
import { deliver } from "./deliver.ts";
import { numberedBatches } from "./sample-batches.ts";
import { openTestContext } from "./test-context.ts";

/** A program that makes one delivery and is meant to be killed: it prints each call before it makes it. */
export interface DeliverProgramOptions {
  /** Id of the destination. */
  destination: string;
  settings: unknown;
  job: DeliveryJob;
  batches: number;
  rowsPerBatch: number;
  word: string;
  databaseUrl: string;
  stagingFolder: string;
}

const options = JSON.parse(process.argv[2] ?? "") as DeliverProgramOptions;
const destination = await loadDestination(options.destination);
/** Stands for the report the engine stores: what is committed is not delivered again, and only then cleaned up. */
const reportFile = join(options.stagingFolder, "report");
if (existsSync(reportFile)) process.exit(0);
await using opened = await openTestContext(options);
await deliver(
  {
    destination,
    settings: destination.settings.parse(options.settings),
    context: opened.context,
    job: options.job,
  },
  numberedBatches(options.batches, options.rowsPerBatch, options.word),
  (call) => {
    if (call === "clean up") writeFileSync(reportFile, "");
    process.stdout.write(`${call}\n`);
  },
);

/** This one alone: the program is started often, and some of the others take long to load. */
async function loadDestination(id: string): Promise<Destination> {
  const file = new URL(`../${id}/destination.ts`, import.meta.url);
  const exported = Object.entries((await import(file.href)) as Record<string, unknown>);
  const found = exported.find(([name]) => name.endsWith("Destination"));
  if (found === undefined) throw new Error(`there is no destination ${id}`);
  return found[1] as Destination;
}
