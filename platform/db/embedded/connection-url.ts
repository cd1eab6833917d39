import { randomBytes } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { ClusterPaths } from "./cluster-folder.ts";
import { findPostmaster } from "./postmaster-file.ts";
import { nullWhenMissing } from "@millrace/platform/errors";

/** Windows has no unix socket the driver could use: loopback TCP with a generated password there. */
export const usesTcp = process.platform === "win32";

/** Where clients reach the running server of this cluster; null when none runs. */
export async function connectionUrl(paths: ClusterPaths, database: string): Promise<string | null> {
  const running = await findPostmaster(paths.cluster);
  if (running === null) return null;
  if (running.socketFolder === null) {
    const password = (await readFile(await passwordFile(paths.home), "utf8")).trim();
    return `postgresql://millrace:${password}@127.0.0.1:${running.port}/${database}`;
  }
  // A host name must be there for the text to be a URL; the driver prefers the parameter.
  return `postgresql://millrace@localhost:${running.port}/${database}?host=${encodeURIComponent(running.socketFolder)}`;
}

/** Path of the superuser's password, generated once (mode 600). */
export async function passwordFile(home: string): Promise<string> {
  const path = join(home, "postgres.password");
  const exists = (await stat(path).catch(nullWhenMissing)) !== null;
  if (!exists) await writeFile(path, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  return path;
}

/**
 * Port for the next start. A unix socket's is only part of its file name; a TCP port stays the one of the last start
 * while it is free, so that pools opened before a restart find the server again.
 */
export async function choosePort(clusterFolder: string): Promise<number> {
  if (!usesTcp) return 5432;
  const settings = await readFile(join(clusterFolder, "postgresql.conf"), "utf8").catch(() => "");
  const last = Number(/^port = (\d+)$/m.exec(settings)?.[1] ?? 0);
  return (await bindPort(last)) ?? (await bindPort(0)) ?? 5432;
}

/** Takes and frees a loopback port (0 = any); null when it is in use. */
async function bindPort(port: number): Promise<number | null> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  if (!(await promise)) return null;
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return address === null || typeof address === "string" ? null : address.port;
}
