import { readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { HouseConfig } from "./load-house-config.ts";

const entry = z.object({ url: z.url(), pid: z.int() });

/** Leaves the server's address in the data folder, for commands that run beside it. */
export async function rememberRunningServer(config: HouseConfig, url: string): Promise<void> {
  await writeFile(addressFile(config), `${JSON.stringify({ url, pid: process.pid })}\n`);
}

export async function forgetRunningServer(config: HouseConfig): Promise<void> {
  await rm(addressFile(config), { force: true });
}

/** Address of the server that runs on this data folder, or null when none answers. */
export async function findRunningServer(config: HouseConfig): Promise<string | null> {
  const text = await readFile(addressFile(config), "utf8").catch(() => null);
  const parsed = text === null ? null : entry.safeParse(parseJson(text));
  if (parsed === null || !parsed.success) return null;
  const answer = await fetch(`${parsed.data.url}/health/live`).catch(() => null);
  return answer?.ok === true ? parsed.data.url : null;
}

function addressFile(config: HouseConfig): string {
  return join(resolve(config.dataFolder), "server.json");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
