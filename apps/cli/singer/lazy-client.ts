import { join, resolve } from "node:path";
import { systemClock } from "@millrace/platform/clock";
import type { PoliteClient } from "@millrace/platform/http";
import type { Logger } from "@millrace/platform/telemetry";
import type { HouseConfig } from "../load-house-config.ts";
import { version } from "../version.ts";

/**
 * The polite client, opened at its first call: it keeps its breakers and budgets in the house's database, which files and
 * other databases do not need.
 */
export function createLazyClient(config: HouseConfig, log: Logger): PoliteClient & AsyncDisposable {
  const opened = new AsyncDisposableStack();
  let client: Promise<PoliteClient> | null = null;
  return {
    fetch: async (request) => {
      client ??= openClient(config, log, opened);
      return await (await client).fetch(request);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function openClient(
  config: HouseConfig,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<PoliteClient> {
  const [{ openHouseDatabase }, { createPoliteClient }, { openObjectStore }] = await Promise.all([
    import("../shared/open-house-database.ts"),
    import("@millrace/platform/http"),
    import("@millrace/platform/objects"),
  ]);
  const db = opened.use(await openHouseDatabase(config));
  return opened.use(
    createPoliteClient({
      pool: db.pool,
      objects: await openObjectStore({ folder: join(resolve(config.dataFolder), "objects") }),
      log,
      clock: systemClock,
      random: Math.random,
      userAgent: `Millrace/${version} (+https://github.com/millrace/millrace)`,
      // Destinations call without a budget: no account is known by name here.
      budgets: [],
    }),
  );
}
