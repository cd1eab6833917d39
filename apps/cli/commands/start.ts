import type { Command } from "commander";
import type { GivenSettings } from "@millrace/platform/config";
import { UserFacingError } from "@millrace/platform/errors";
import type { RunningServer } from "@millrace/server";
import { loadHouseConfig, type HouseConfig } from "../load-house-config.ts";
import { printLine } from "../print.ts";
import { findRunningServer, forgetRunningServer, rememberRunningServer } from "../running-server.ts";

interface StartFlags {
  port?: string;
  host?: string;
  data?: string;
  role?: string;
  json?: boolean;
}

/** Exit code when an orderly stop did not end in time. */
const stopTimeoutExitCode = 1;
const stopTimeoutMs = 30_000;

/** `millrace start`: the server, until SIGTERM or SIGINT. */
export function addStartCommand(program: Command): void {
  program
    .command("start")
    .description("Start the dashboard and the workers")
    .option("--port <number>", "port to listen on (PORT, 4400)")
    .option("--host <address>", "address to listen on (HOST, 127.0.0.1)")
    .option("--data <folder>", "data folder (MILLRACE_DATA, ./data)")
    .option("--role <role>", "all, web or worker (MILLRACE_ROLE, all)")
    .option("--json", "print one JSON line with the address once it listens")
    .action(async (flags: StartFlags) => {
      const { values, given } = loadHouseConfig({
        port: flags.port,
        host: flags.host,
        dataFolder: flags.data,
        role: flags.role,
      });
      await startAndWait(values, given, flags.json === true);
    });
}

async function startAndWait(config: HouseConfig, given: GivenSettings, isJson: boolean): Promise<void> {
  const stopAsked = onStopSignal();
  await refuseSecondServer(config);
  const { createLogger } = await import("@millrace/platform/telemetry");
  const { startServer } = await import("@millrace/server");
  const log = createLogger({
    level: process.stderr.isTTY && config.logLevel === "info" ? "warn" : config.logLevel,
  });
  const server = await startServer(config, log, given);
  // A worker has no API: commands would ask it in vain, in place of the server beside it.
  if (config.role !== "worker") await rememberRunningServer(config, server);
  const setupUrl = await server.firstOwnerLink();
  printLine(
    isJson
      ? JSON.stringify({ url: server.url, pid: process.pid, demo: server.isDemo, setup_url: setupUrl })
      : greeting(config, server, setupUrl),
  );
  await stopAsked;
  const timer = setTimeout(() => process.exit(stopTimeoutExitCode), stopTimeoutMs);
  await forgetRunningServer(config);
  await server[Symbol.asyncDispose]();
  clearTimeout(timer);
  process.exit(0);
}

/** The embedded database has one owner; on a shared Postgres any number of servers may run. */
async function refuseSecondServer(config: HouseConfig): Promise<void> {
  const running = config.databaseUrl === null ? await findRunningServer(config) : null;
  if (running === null) return;
  throw new UserFacingError(
    "already_running",
    `Millrace runs on the data folder ${config.dataFolder} already: open ${running.url}, or stop it first.`,
  );
}

function greeting({ role }: HouseConfig, server: RunningServer, setupUrl: string | null): string {
  const lines = [
    role === "worker"
      ? `The worker is ready; it serves no pages, only its health: ${server.url}/health`
      : `Millrace is ready: ${server.url}`,
    server.isDemo ? "  Demo mode: LinkedIn is simulated on this machine; every demo post says so." : null,
    server.isDemo && !server.isOpen
      ? "  It serves a network, so nobody is signed in by itself, demo or not."
      : null,
    setupUrl === null
      ? null
      : `  Nobody owns this house yet. Become its owner, once and within a day: ${setupUrl}`,
    "  Stop it with Ctrl-C.",
  ];
  return lines.filter((line) => line !== null).join("\n");
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function onStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    const ask = (): void => {
      if (isAsked) process.exit(stopTimeoutExitCode);
      isAsked = true;
      resolve();
    };
    process.on("SIGTERM", ask);
    process.on("SIGINT", ask);
    process.on("uncaughtException", (error) => {
      if (error instanceof UserFacingError) process.stderr.write(`${error.message}\n`);
      else process.stderr.write(`${error.stack ?? error.message}\n`);
      process.exit(1);
    });
  });
}
