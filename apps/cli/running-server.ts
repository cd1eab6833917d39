import { readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { nullWhenMissing } from "@millrace/platform/errors";
import { z } from "zod";
import type { HouseConfig } from "./load-house-config.ts";

const entry = z.object({ url: z.url(), pid: z.int(), secret: z.string() });

/** A server to talk to, and what its owner's commands show it. */
export interface ServerAccess {
  url: string;
  /** `authorization`, for every request. */
  headers: Readonly<Record<string, string>>;
}

/** What a command shows a server: MILLRACE_TOKEN where it is set, else the secret of its data folder. */
export function accessTo(url: string, localSecret: string): ServerAccess {
  const token = process.env["MILLRACE_TOKEN"];
  const secret = token === undefined || token === "" ? localSecret : token;
  return { url, headers: { authorization: `Bearer ${secret}` } };
}

/**
 * Leaves the server's address in the data folder, for commands that run beside it, and a secret by which they are known:
 * whoever may read the file (mode 0600) may do everything while the server runs.
 */
export async function rememberRunningServer(
  config: HouseConfig,
  { url, localSecret }: { url: string; localSecret: string },
): Promise<void> {
  // A file from before keeps its mode, whatever is asked for when it is written again.
  await rm(addressFile(config), { force: true });
  const text = `${JSON.stringify({ url, pid: process.pid, secret: localSecret })}\n`;
  await writeFile(addressFile(config), text, { mode: 0o600 });
}

/** Only what this process left: on a shared Postgres another server of the folder may have written since. */
export async function forgetRunningServer(config: HouseConfig): Promise<void> {
  const found = await readAddress(config);
  if (found?.pid === process.pid) await rm(addressFile(config), { force: true });
}

/** The server that runs on this data folder, or null when none answers. */
export async function findRunningServer(config: HouseConfig): Promise<ServerAccess | null> {
  const found = await readAddress(config);
  if (found === null) return null;
  // Whatever keeps it from answering, it is not a server one can use: the caller starts what it needs and says what fails.
  const answer = await fetch(`${found.url}/health/live`).catch(() => null);
  return answer?.ok === true ? accessTo(found.url, found.secret) : null;
}

async function readAddress(config: HouseConfig): Promise<z.infer<typeof entry> | null> {
  const text = await readFile(addressFile(config), "utf8").catch(nullWhenMissing);
  const parsed = text === null ? null : entry.safeParse(parseJson(text));
  return parsed?.success === true ? parsed.data : null;
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
