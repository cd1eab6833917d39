import { syncDiff } from "@millrace/connect/contract";
import { printLine, printNote } from "../print.ts";
import type { SyncStart } from "./begin-sync.ts";
import { callConnect, withConnect } from "./call-connect.ts";
import { chosenConnection, savedConnection } from "./chosen-connection.ts";
import { diffLines } from "./diff-text.ts";
import { exitCodeOfSync, isUnderWay, syncPath } from "./follow-sync.ts";
import { leftText, shortfallText } from "./sync-text.ts";
import { syncToEnd } from "./sync-to-end.ts";

/** `connect dry-run`: what a sync would add, change and remove; nothing is delivered. Resolves with the exit code. */
export async function dryRun(
  name: string | undefined,
  { config, json }: { config?: string; json?: boolean },
): Promise<number> {
  const chosen = await chosenConnection(name, config);
  return await withConnect(async (server, isOurs) => {
    const connection = await savedConnection(server, chosen, { isOurs, keepsSchedule: true });
    const start: SyncStart = { kind: "dry_run", isOurs };
    const ended = await syncToEnd(server, connection, start);
    const note = isUnderWay(ended) ? leftText(ended, isOurs) : shortfallText(ended);
    if (note !== null) {
      printNote(note);
      return exitCodeOfSync(ended);
    }
    const diff = await callConnect(syncDiff, server, `${syncPath(ended.id)}/diff`);
    if (json === true) printLine(JSON.stringify(diff));
    else for (const line of diffLines(diff)) printLine(line);
    return exitCodeOfSync(ended);
  }, "all");
}
