import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { resolve } from "node:path";
import { findChromium, howToInstallChromium } from "@millrace/platform/browser";
import { connectDatabase, prepareDataFolder } from "@millrace/platform/db";
import { codeOf, messageOf } from "@millrace/platform/errors";
import { createLogger } from "@millrace/platform/telemetry";
import type { HouseConfig } from "../load-house-config.ts";
import { findRunningServer } from "../running-server.ts";
import type { Finding } from "./run-doctor.ts";

type Check = (config: HouseConfig) => Promise<Finding>;

/** Bytes below which the disk is called nearly full. */
const enoughDiskBytes = 1_000_000_000;
/** How far this machine's clock may be from the database's. */
const clockToleranceMs = 5_000;

export const checks: readonly Check[] = [
  checkNode,
  checkFolder,
  checkDisk,
  checkDatabase,
  checkPort,
  checkBrowser,
];

async function checkNode(): Promise<Finding> {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= 26) return ok("node", `Node ${process.versions.node}`);
  return failed(
    "node",
    `Node ${process.versions.node} is too old.`,
    "Run `npm ci` in the product's folder: it installs Node 26.",
  );
}

async function checkFolder(config: HouseConfig): Promise<Finding> {
  const folder = resolve(config.dataFolder);
  try {
    await prepareDataFolder(folder);
    return ok("folder", `${folder} is writable`);
  } catch (error) {
    return failed("folder", messageOf(error), "Choose another: MILLRACE_DATA=~/millrace-data.");
  }
}

async function checkDisk(config: HouseConfig): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(resolve(config.dataFolder));
    const free = bavail * bsize;
    const message = `${(free / 1e9).toFixed(1)} GB free`;
    if (free >= enoughDiskBytes) return ok("disk", message);
    return {
      name: "disk",
      status: "warning",
      message,
      fix: "Free some space: saved pages and the database need room to grow.",
    };
  } catch (error) {
    return failed(
      "disk",
      `Free space can't be read (${messageOf(error)}).`,
      "Check that the data folder exists.",
    );
  }
}

async function checkDatabase(config: HouseConfig): Promise<Finding> {
  try {
    await using db = await connectDatabase({
      dataFolder: config.dataFolder,
      databaseUrl: config.databaseUrl,
      log: createLogger({ level: "silent" }),
    });
    if (db === null)
      return ok("database", "The embedded database is not running now; `millrace start` starts it");
    const { rows } = await db.pool.query<{ version: string; now_ms: number }>(
      `select current_setting('server_version') as version, (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms`,
    );
    const drift = Math.abs((rows[0]?.now_ms ?? 0) - Date.now());
    if (drift <= clockToleranceMs) return ok("database", `Postgres ${rows[0]?.version} answers`);
    const seconds = Math.round(drift / 1_000);
    return {
      name: "database",
      status: "warning",
      message: `Its clock is ${seconds} s away from this machine's.`,
      fix: "Let both follow a time server (NTP).",
    };
  } catch (error) {
    return failed(
      "database",
      messageOf(error),
      "Mend DATABASE_URL, or unset it to use the embedded database.",
    );
  }
}

async function checkPort(config: HouseConfig): Promise<Finding> {
  const running = await findRunningServer(config);
  if (running !== null) return ok("port", `Millrace is running at ${running.url}`);
  const server = createServer();
  try {
    server.listen(config.port, config.host);
    await once(server, "listening");
    return ok("port", `Port ${config.port} on ${config.host} is free`);
  } catch (error) {
    return failed(
      "port",
      `Port ${config.port} on ${config.host} can't be used (${codeOf(error) ?? messageOf(error)}).`,
      `Choose another: PORT=${config.port + 1} npm start.`,
    );
  } finally {
    server.close();
  }
}

async function checkBrowser(config: HouseConfig): Promise<Finding> {
  const found = findChromium(config.chromium);
  if (found !== null) return ok("browser", found);
  return {
    name: "browser",
    status: "warning",
    message: `${config.chromium === null ? "No Chromium was found" : `There is no Chromium at ${config.chromium}`}: figures that are on pages only are not read; everything else works.`,
    fix: howToInstallChromium,
  };
}

function ok(name: string, message: string): Finding {
  return { name, status: "ok", message, fix: null };
}

function failed(name: string, message: string, fix: string): Finding {
  return { name, status: "failed", message, fix };
}
