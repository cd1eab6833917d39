import { connection, sync, type Connection, type Sync } from "@millrace/connect/contract";
import type { OutputFlags } from "../operate/ask-house.ts";
import { printLine } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { jsonRequest } from "../sites/call-sites.ts";
import { callConnect, findInConnect, withConnect } from "./call-connect.ts";
import { connectionPath, findConnection } from "./find-connection.ts";
import { syncPath } from "./follow-sync.ts";

export type Act = "pause" | "resume" | "cancel";

const done = { pause: "is paused", resume: "goes on", cancel: "is cancelled" } as const;

/** `connect pause|resume|cancel <sync>`; pause and resume take a connection too, with its schedule. */
export function act(kind: Act, text: string, { json }: OutputFlags): Promise<void> {
  return withConnect(async (server) => {
    const changed = await changedBy(server, kind, text);
    const what = "records" in changed ? `Sync ${changed.id}` : `Connection ${changed.name}`;
    printLine(json === true ? JSON.stringify(changed) : `${what} ${done[kind]}.`);
  });
}

async function changedBy(server: ServerAccess, kind: Act, text: string): Promise<Sync | Connection> {
  const path = `${syncPath(text)}/${kind}`;
  const isSync = kind === "cancel" || (await findInConnect(sync, server, syncPath(text))) !== null;
  const found = isSync ? null : await findConnection(server, text);
  // Where there is neither, the API says so of the sync.
  if (found === null) return await callConnect(sync, server, path, jsonRequest("POST"));
  return await callConnect(connection, server, `${connectionPath(found.id)}/${kind}`, jsonRequest("POST"));
}
