import { checkReport, type ConnectCheck } from "@millrace/connect/contract";
import { printLine } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { jsonRequest } from "../sites/call-sites.ts";
import { callConnect, withConnect } from "./call-connect.ts";
import { chosenConnection } from "./chosen-connection.ts";
import { atServer, refuseMissingVariables } from "./env-references.ts";
import { exitCodes } from "./exit-codes.ts";
import { connectionOf, connectionPath } from "./find-connection.ts";
import type { WrittenConnection } from "./read-connection-file.ts";

/** `connect check`: settings and credentials, with a real call to both sides; resolves with the exit code. Nothing is saved. */
export async function checkConnection(
  name: string | undefined,
  { config, json }: { config?: string; json?: boolean },
): Promise<number> {
  const chosen = await chosenConnection(name, config);
  return await withConnect(async (server, isOurs) => {
    const report = await ("name" in chosen
      ? askSaved(server, chosen.name)
      : askWritten(server, chosen.written, isOurs));
    if (json === true) printLine(JSON.stringify(report));
    else for (const line of reportLines(report)) printLine(line);
    return report.is_ok ? exitCodes.green : exitCodes.needsAttention;
  });
}

async function askSaved(server: ServerAccess, name: string): Promise<ConnectCheck> {
  const { id } = await connectionOf(server, name);
  return await callConnect(checkReport, server, `${connectionPath(id)}/check`, jsonRequest("POST"));
}

async function askWritten(
  server: ServerAccess,
  written: WrittenConnection,
  isOurs: boolean,
): Promise<ConnectCheck> {
  if (isOurs) refuseMissingVariables(written, process.env);
  const { source, destination, streams, private_hosts: privateHosts } = written;
  const request = { source, destination, streams, private_hosts: privateHosts };
  const asking = callConnect(checkReport, server, "/connect/check", jsonRequest("POST", request));
  return await (isOurs ? asking : asking.catch(atServer(written)));
}

function reportLines({ source, destination }: ConnectCheck): string[] {
  return [sideLine("source", source), sideLine("destination", destination)];
}

function sideLine(
  side: "source" | "destination",
  { is_ok: isOk, message, setting }: ConnectCheck["source"],
): string {
  const advice = isOk || setting === null ? "" : ` (change ${side}.${setting})`;
  return `${isOk ? "✓" : "✗"} ${side.padEnd("destination".length)}  ${message}${advice}`;
}
