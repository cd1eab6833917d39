import { chown, open, stat, writeFile } from "node:fs/promises";
import type { ServiceUser } from "./service-user.ts";

/** Makes the log file, owned by the service user (who may not create files beside the cluster). */
export async function prepareLog(log: string, user: ServiceUser | null): Promise<void> {
  await (await open(log, "a", 0o600)).close();
  if (user !== null) await chown(log, user.uid, user.gid);
  await boundLog(log, 1_000_000);
}

/** Copies a log above `maxBytes` to `<log>.1` and empties it; the server appends, so it goes on at the start. */
export async function boundLog(log: string, maxBytes: number): Promise<void> {
  const { size } = await stat(log);
  if (size <= maxBytes) return;
  const file = await open(log, "r+");
  try {
    await writeFile(`${log}.1`, await file.readFile(), { mode: 0o600 });
    await file.truncate(0);
  } finally {
    await file.close();
  }
}

/** The server's own reason for not starting, without its time stamp. */
export function fatalLine(serverLog: string): string | null {
  const line = serverLog.split("\n").findLast((text) => /FATAL|PANIC/.test(text));
  return line === undefined ? null : line.replace(/^.*?(FATAL|PANIC): */, "");
}

/** Last line of a tool's output. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
