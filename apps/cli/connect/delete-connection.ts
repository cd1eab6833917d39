import { printLine, printNote } from "../print.ts";
import { askYes } from "../sites/ask-yes.ts";
import { fetchConnect, withConnect } from "./call-connect.ts";
import { exitCodes } from "./exit-codes.ts";
import { connectionOf, connectionPath } from "./find-connection.ts";

/** `connect delete <connection>`: asks, and does it; resolves with the exit code. */
export function deleteConnection(
  text: string,
  { yes, json }: { yes?: boolean; json?: boolean },
): Promise<number> {
  return withConnect(async (server) => {
    const found = await connectionOf(server, text);
    const what = `connection ${found.name} (${found.source.type} → ${found.destination.type})`;
    if (!(await askYes(`Delete the ${what}? What it delivered stays.`, yes))) {
      printNote("Nothing is changed.");
      return exitCodes.failed;
    }
    await fetchConnect(server, connectionPath(found.id), { method: "DELETE" });
    printLine(
      json === true ? JSON.stringify({ deleted: found.id }) : `Deleted the ${what}; its certificates stay.`,
    );
    return exitCodes.green;
  });
}
