import type { Connection, Sync } from "@millrace/connect/contract";
import type { ServerAccess } from "../running-server.ts";
import { beginSync, isAskedFor, type SyncStart } from "./begin-sync.ts";
import { isUnderWay, watchSync } from "./follow-sync.ts";

/** Follows what is begun; one of before is brought to its end first, so that the one asked for can begin. */
export async function syncToEnd(
  server: ServerAccess,
  connection: Connection,
  start: SyncStart,
): Promise<Sync> {
  for (;;) {
    const begun = await beginSync(server, connection, start);
    const ended = await watchSync(server, begun.id);
    if (isUnderWay(ended) || ended.status === "paused" || isAskedFor(ended, start)) return ended;
  }
}
