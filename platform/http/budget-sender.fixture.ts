// A process of the budget test: sends as fast as its budget lets it until it is killed. Arguments: database URL, site, budget as JSON, objects folder.
import { subscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@millrace/platform/clock";
import { openDatabaseUrl } from "@millrace/platform/db";
import { TryAgainLater } from "@millrace/platform/errors";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { createPoliteClient, type Budget } from "./index.ts";

const [url = "", site = "", budgetText = "", folder = ""] = process.argv.slice(2);
const budget = JSON.parse(budgetText) as Budget;
const log = createLogger({ level: "silent" });
const database = openDatabaseUrl(url, { log, maxConnections: 3 });
const client = createPoliteClient({
  pool: database.pool,
  objects: await openObjectStore({ folder }),
  log,
  clock: systemClock,
  random: Math.random,
  userAgent: "Millrace/0.1",
  budgets: [budget],
});

// When it left: on a busy machine what leaves in turn arrives, and is seen to arrive, in heaps.
subscribe("undici:request:create", (message) => {
  (message as { request: { addHeader(name: string, value: string): void } }).request.addHeader(
    "x-sent-at",
    String(performance.timeOrigin + performance.now()),
  );
});

async function sendForEver(): Promise<void> {
  for (;;) {
    try {
      await client.fetch({ vendor: "counted", account: budget.account, url: site });
    } catch (error) {
      if (!(error instanceof TryAgainLater)) throw error;
      await sleep(error.afterMs);
    }
  }
}

process.stdout.write("ready\n");
await Promise.all(Array.from({ length: budget.concurrencyPerHost }, sendForEver));
