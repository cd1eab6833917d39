import { join, resolve } from "node:path";
import type { ConnectorContext } from "@millrace/connect/connectors";
import { systemClock } from "@millrace/platform/clock";
import { createLogger } from "@millrace/platform/telemetry";
import type { HouseConfig } from "../load-house-config.ts";
import { createLazyClient } from "./lazy-client.ts";

/** What a destination gets where no server runs. Whoever sits at the terminal may reach any address. */
export function openTargetContext(config: HouseConfig): AsyncDisposable & { context: ConnectorContext } {
  const log = createLogger({ level: config.logLevel === "info" ? "warn" : config.logLevel });
  const http = createLazyClient(config, log);
  return {
    context: {
      http,
      log,
      signal: new AbortController().signal,
      now: () => systemClock.now(),
      stagingFolder: join(resolve(config.dataFolder), "connect-staging"),
      runId: null,
      mayUsePrivateHosts: true,
      mayReadReferences: true,
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
