import { backfillReport, type BackfillReport } from "@millrace/connect/contract";
import { instantText } from "../operate/units.ts";
import { printLine, printNote } from "../print.ts";
import { jsonRequest } from "../sites/call-sites.ts";
import { callConnect, withConnect } from "./call-connect.ts";
import { connectionOf, connectionPath } from "./find-connection.ts";

export interface BackfillFlags {
  /** ISO 8601. */
  from: string;
  until: string;
  preview?: boolean;
  json?: boolean;
}

/** `connect backfill <connection>`: syncs for the planned times of a span that nobody started. */
export function backfill(text: string, { from, until, preview = false, json }: BackfillFlags): Promise<void> {
  return withConnect(async (server, isOurs) => {
    const { id, name } = await connectionOf(server, text);
    const request = jsonRequest("POST", { from, until, preview });
    const report = await callConnect(backfillReport, server, `${connectionPath(id)}/backfill`, request);
    if (json === true) printLine(JSON.stringify(report));
    else for (const line of reportLines(name, report, preview)) printLine(line);
    if (isOurs && report.started.length > 0) printNote("They run when the server is started.");
  });
}

function reportLines(
  name: string,
  { planned, started, known }: BackfillReport,
  isPreview: boolean,
): string[] {
  const had = `${known.length} had one`;
  if (planned.length === 0) return [`${name}: no planned time without a sync in this span; ${had}.`];
  return [
    `${name}: ${planned.length} planned times without a sync, oldest first; ${had}.`,
    ...planned.map((time) => instantText(time) ?? time),
    isPreview
      ? "None is started: this was a preview."
      : `They run one after the other${started.length > 0 ? `, beginning with ${started.join(", ")}` : ""}.`,
  ];
}
