import { connection, type Connection } from "@millrace/connect/contract";
import { printLine, printNote } from "../print.ts";
import { tableOf } from "../operate/table.ts";
import { durationText, instantText } from "../operate/units.ts";
import { allPages } from "../sites/all-pages.ts";
import { withConnect } from "./call-connect.ts";

export interface ListFlags {
  q?: string;
  status?: string;
  limit: number;
  json?: boolean;
}

/** `connect list` */
export function listConnections({ q, status, limit, json }: ListFlags): Promise<void> {
  return withConnect(async (server) => {
    const pages = allPages(connection, server, "/connections", { q, status }, limit);
    const items = (await Array.fromAsync(pages)).flat();
    if (json === true) printLine(JSON.stringify({ items }));
    else if (items.length === 0)
      printNote("No connection: `millrace connect run --config <file>` makes one from a YAML file.");
    else for (const line of connectionTable(items)) printLine(line);
  });
}

function connectionTable(connections: readonly Connection[]): string[] {
  return tableOf(connections, [
    { heading: "connection", of: ({ name }) => name },
    { heading: "source", of: ({ source }) => source.type },
    { heading: "destination", of: ({ destination }) => destination.type },
    { heading: "streams", of: ({ streams }) => streams.map(({ name }) => name).join(", ") || "all" },
    { heading: "status", of: ({ status }) => status.replace("_", " ") },
    { heading: "schedule", of: scheduleText },
    { heading: "next", of: ({ next_at: next }) => instantText(next) },
    { heading: "last sync", of: lastText },
    { heading: "message", of: ({ message }) => message },
  ]);
}

function scheduleText({ schedule }: Connection): string | null {
  if (schedule === null) return null;
  if (schedule.every_minutes !== undefined) return `every ${durationText(schedule.every_minutes * 60_000)}`;
  return `${schedule.cron ?? ""} ${schedule.time_zone}`;
}

function lastText({ last_sync: last, running_sync_id: running }: Connection): string | null {
  if (running !== null) return "under way";
  if (last === null) return null;
  const verdict = last.is_green === false ? "not green" : last.status;
  return `${verdict}, ${last.records} records`;
}
