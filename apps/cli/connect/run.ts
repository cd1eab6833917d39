import { printNote } from "../print.ts";
import { beginSync, type SyncStart } from "./begin-sync.ts";
import { withConnect } from "./call-connect.ts";
import { chosenConnection, savedConnection, type ChosenConnection } from "./chosen-connection.ts";
import { serverEnvironmentNote } from "./env-references.ts";
import { exitCodes } from "./exit-codes.ts";
import { printEnded, printStarted } from "./print-ended.ts";
import { syncToEnd } from "./sync-to-end.ts";

export interface RunFlags {
  config?: string;
  /** ISO 8601. */
  plannedAt?: string;
  wait: boolean;
  json?: boolean;
}

/** `connect run`: one sync, followed to its end; resolves with the exit code. */
export async function runConnection(name: string | undefined, flags: RunFlags): Promise<number> {
  const chosen = await chosenConnection(name, flags.config);
  return await withConnect(
    async (server, isOurs) => {
      const connection = await savedConnection(server, chosen, { isOurs });
      const start: SyncStart = { kind: "sync", plannedAt: flags.plannedAt, isOurs };
      const output = { json: flags.json, isOurs };
      if (!flags.wait) return printStarted(await beginSync(server, connection, start), output);
      const code = await printEnded(server, await syncToEnd(server, connection, start), output);
      if (code === exitCodes.needsAttention && !isOurs) noteEnvironment(chosen);
      return code;
    },
    flags.wait ? "all" : "web",
  );
}

function noteEnvironment(chosen: ChosenConnection): void {
  const note = "written" in chosen ? serverEnvironmentNote(chosen.written) : null;
  if (note !== null) printNote(note);
}
