import { readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { codeOf } from "@millrace/platform/errors";
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
  const text = await readFile(addressFile(config), "utf8").catch(nullWhenMissing);
  const parsed = text === null ? null : entry.safeParse(parseJson(text));
  if (parsed === null || !parsed.success) return null;
  // Whatever keeps it from answering, it is not a server one can use: the caller starts what it needs and says what fails.
  const answer = await fetch(`${parsed.data.url}/health/live`).catch(() => null);
  return answer?.ok === true ? parsed.data.url : null;
}

/** No file means no server; one that may not be read is a fault to be told. */
function nullWhenMissing(error: unknown): null {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw error;
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
