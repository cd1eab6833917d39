import { setTimeout as delay } from "node:timers/promises";
import { UserFacingError } from "@millrace/platform/errors";
import { createLogger } from "@millrace/platform/telemetry";
import type { RunningServer } from "@millrace/server";
import { loadHouseConfig, type HouseConfig } from "../load-house-config.ts";
import {
  accessTo,
  findRunningServer,
  forgetRunningServer,
  rememberRunningServer,
  type ServerAccess,
} from "../running-server.ts";

/** How long another command of this folder may take to start its server, or to end, before this one gives up, ms. */
const lockPatienceMs = 15_000;
const lookEveryMs = 100;

type Role = "all" | "web";

/**
 * Runs `work` against the server of this data folder: the running one, or one of our own for the time it takes. Ours runs
 * what waits in the queues unless its role is `web`, and is then found by the commands beside it. `isOurs`: what is not
 * done when `work` ends waits for the next start.
 */
export async function withServer<Result>(
  config: HouseConfig,
  work: (server: ServerAccess, isOurs: boolean) => Promise<Result>,
  role: Role = "all",
): Promise<Result> {
  const found = await findOrStart(config, role);
  if (!("own" in found)) return work(found, false);
  await using server = found.own;
  if (role === "all") await rememberRunningServer(config, server);
  try {
    return await work(accessTo(server.url, server.localSecret), true);
  } finally {
    await forgetRunningServer(config);
  }
}

/** Of commands that begin at once on one folder, the first starts a server and the others find it. */
async function findOrStart(config: HouseConfig, role: Role): Promise<ServerAccess | { own: RunningServer }> {
  const giveUpAt = Date.now() + lockPatienceMs;
  for (;;) {
    const running = await findRunningServer(config);
    if (running !== null) return running;
    try {
      return { own: await startOwn(config, role) };
    } catch (error) {
      const isLocked = error instanceof UserFacingError && error.code === "data_folder_locked";
      if (!isLocked || Date.now() > giveUpAt) throw error;
    }
    await delay(lookEveryMs);
  }
}

async function startOwn(config: HouseConfig, role: Role): Promise<RunningServer> {
  const { startServer } = await import("@millrace/server");
  // What a person should know of the work is in what the command prints; a log beside it would say it twice.
  const log = createLogger({ level: config.logLevel === "info" ? "error" : config.logLevel });
  return await startServer(
    { ...config, port: 0, host: "127.0.0.1", role, demo: false },
    log,
    loadHouseConfig().given,
  );
}
