import { beginSync, type SyncStart } from "./begin-sync.ts";
import { withConnect } from "./call-connect.ts";
import { connectionOf } from "./find-connection.ts";
import { printEnded, printStarted } from "./print-ended.ts";
import { syncOf } from "./show-status.ts";
import { syncToEnd } from "./sync-to-end.ts";

/** `connect replay <sync> --to <connection>`: an earlier sync's pages to another destination; resolves with the exit code. */
export function replaySync(
  text: string,
  { to, wait, json }: { to: string; wait: boolean; json?: boolean },
): Promise<number> {
  return withConnect(
    async (server, isOurs) => {
      const { id: replayOf } = await syncOf(server, text);
      const connection = await connectionOf(server, to);
      const start: SyncStart = { kind: "replay", replayOf, isOurs };
      if (!wait) return printStarted(await beginSync(server, connection, start), { json, isOurs });
      return await printEnded(server, await syncToEnd(server, connection, start), { json, isOurs });
    },
    wait ? "all" : "web",
  );
}
