import { connectDatabase, type Database } from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import type { KillTarget } from "@millrace/platform/testing";
import type { Product } from "./product.ts";

/** What a campaign kills of the product. */
export function targetsOf(product: Product): KillTarget[] {
  return [
    {
      name: "app",
      pid: () => product.pid,
      start: async () => {
        await product.restart();
        await product.untilHealthy();
      },
    },
    // Nobody but the product itself brings its database back.
    { name: "database", pid: () => product.databasePid(), start: () => product.untilHealthy() },
  ];
}

/** The product's own database, opened beside it. */
export async function openBeside(dataFolder: string): Promise<Database> {
  const db = await connectDatabase({ dataFolder, log: createLogger({ level: "silent" }), maxConnections: 3 });
  if (db === null) throw new Error(`No database answers in ${dataFolder}.`);
  return db;
}
