import { createLogger } from "@millrace/platform/telemetry";
import { loadHouseConfig, type HouseConfig } from "../load-house-config.ts";
import { accessTo, findRunningServer, type ServerAccess } from "../running-server.ts";

/**
 * Runs `work` against the server of this data folder: the running one, or one of our own for the time it takes. Ours runs
 * what waits in the queues unless its role is `web`. `isOurs`: what is not done when `work` ends waits for the next start.
 */
export async function withServer<Result>(
  config: HouseConfig,
  work: (server: ServerAccess, isOurs: boolean) => Promise<Result>,
  role: "all" | "web" = "all",
): Promise<Result> {
  const running = await findRunningServer(config);
  if (running !== null) return work(running, false);
  const { startServer } = await import("@millrace/server");
  const log = createLogger({ level: config.logLevel === "info" ? "warn" : config.logLevel });
  await using server = await startServer(
    { ...config, port: 0, host: "127.0.0.1", role, demo: false },
    log,
    loadHouseConfig().given,
  );
  return await work(accessTo(server.url, server.localSecret), true);
}
