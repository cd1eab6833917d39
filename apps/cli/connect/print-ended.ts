import type { Sync, SyncCertificate } from "@millrace/connect/contract";
import { printLine, printNote } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { equationLines } from "./certificate-text.ts";
import { certificateOf, exitCodeOfSync, isUnderWay } from "./follow-sync.ts";
import { leftText, shortfallText, syncLines } from "./sync-text.ts";

/**
 * A sync that was waited for: on stdout its account, or with --json one document `{sync, certificate}`; on stderr what a
 * person should know when it is not green. Resolves with the exit code.
 */
export async function printEnded(
  server: ServerAccess,
  ended: Sync,
  { json, isOurs }: { json: boolean | undefined; isOurs: boolean },
): Promise<number> {
  const proof = await certificateOf(server, ended);
  if (json === true) printLine(JSON.stringify({ sync: ended, certificate: proof }));
  else for (const line of endedLines(ended, proof)) printLine(line);
  const note = isUnderWay(ended) ? leftText(ended, isOurs) : shortfallText(ended);
  if (note !== null) printNote(note);
  // What is on its way to the destination is let arrive first.
  if (isUnderWay(ended) && isOurs)
    printNote("Stopping takes half a minute at most; Ctrl-C again ends at once.");
  return exitCodeOfSync(ended);
}

function endedLines(ended: Sync, proof: SyncCertificate | null): string[] {
  return [...syncLines(ended), ...(proof === null ? [] : ["", ...equationLines(proof)])];
}

/** A sync that nobody waits for: its id, or with --json the same document as for one that was. */
export function printStarted(
  started: Sync,
  { json, isOurs }: { json: boolean | undefined; isOurs: boolean },
): number {
  printLine(json === true ? JSON.stringify({ sync: started, certificate: null }) : started.id);
  if (isUnderWay(started)) printNote(leftText(started, isOurs));
  return 0;
}
