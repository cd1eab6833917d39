import { sync, type Sync } from "@millrace/connect/contract";
import { UserFacingError } from "@millrace/platform/errors";
import { printLine, printNote } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { allPages } from "../sites/all-pages.ts";
import { findInConnect, withConnect } from "./call-connect.ts";
import { exitCodes } from "./exit-codes.ts";
import { findConnection } from "./find-connection.ts";
import { syncPath, watchSync } from "./follow-sync.ts";
import { printEnded } from "./print-ended.ts";
import { syncLines, syncTable } from "./sync-text.ts";

export interface StatusFlags {
  watch?: boolean;
  limit: number;
  json?: boolean;
}

/** `connect status [sync or connection]`: the newest syncs, or one; `--watch` to its end. Resolves with the exit code. */
export function showStatus(text: string | undefined, flags: StatusFlags): Promise<number> {
  // Watching without a server that runs: this process then does the work that waits.
  return withConnect(
    async (server, isOurs) => {
      if (flags.watch === true) {
        const { id } = await syncOf(server, text);
        return await printEnded(server, await watchSync(server, id), { json: flags.json, isOurs });
      }
      if (text === undefined) await printNewest(server, flags);
      else printOne(await syncOf(server, text), flags);
      return exitCodes.green;
    },
    flags.watch === true ? "all" : "web",
  );
}

/** The sync of this id, the newest one of the connection of this name or id, or the newest of all. */
export async function syncOf(server: ServerAccess, text: string | undefined): Promise<Sync> {
  const found = text === undefined ? null : await findInConnect(sync, server, syncPath(text));
  if (found !== null) return found;
  const connection = text === undefined ? null : await findConnection(server, text);
  if (text !== undefined && connection === null)
    throw missing(
      `There is no sync and no connection ${text}; \`millrace connect status\` lists the newest syncs`,
    );
  const [newest] = await newestSyncs(server, connection?.id, 1);
  if (newest !== undefined) return newest;
  throw missing(connection === null ? "There is no sync yet" : `${connection.name} has no sync yet`);
}

async function newestSyncs(
  server: ServerAccess,
  connectionId: string | undefined,
  limit: number,
): Promise<Sync[]> {
  const pages = allPages(sync, server, "/syncs", { connection_id: connectionId }, limit);
  return (await Array.fromAsync(pages)).flat();
}

async function printNewest(server: ServerAccess, { limit, json }: StatusFlags): Promise<void> {
  const items = await newestSyncs(server, undefined, limit);
  if (json === true) printLine(JSON.stringify({ items }));
  else if (items.length === 0) printNote("No sync yet: `millrace connect run` starts one.");
  else for (const line of syncTable(items)) printLine(line);
}

function printOne(now: Sync, { json }: StatusFlags): void {
  if (json === true) printLine(JSON.stringify(now));
  else for (const line of syncLines(now)) printLine(line);
}

function missing(sentence: string): UserFacingError {
  return new UserFacingError("sync_unknown", `${sentence}.`, { exitCode: exitCodes.misunderstood });
}
