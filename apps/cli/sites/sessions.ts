import { pipeline } from "node:stream/promises";
import { session, type Session } from "@millrace/sites/contract";
import { printLine, printNote } from "../print.ts";
import { tableOf } from "../operate/table.ts";
import { instantText } from "../operate/units.ts";
import { allPages } from "./all-pages.ts";
import { callSites, fetchSites, jsonRequest, withSites, type SitesFlags } from "./call-sites.ts";
import { readSession, sessionPath } from "./follow-session.ts";
import { exitCodeOf, printSession, watch } from "./measure.ts";
import { selectionText, sessionLines } from "./session-text.ts";

/** `sites sessions`: those of a workspace, newest first. */
export function showSessions({ workspace, limit, json }: SitesFlags & { limit: number }): Promise<void> {
  return withSites(async (server) => {
    const items = (
      await Array.fromAsync(allPages(session, server, "/scraping/sessions", { workspace }, limit))
    ).flat();
    if (json === true) printLine(JSON.stringify({ items }));
    else if (items.length === 0) printNote(`No session in the ${workspace} workspace yet.`);
    else for (const line of sessionTable(items)) printLine(line);
  });
}

export function sessionTable(sessions: readonly Session[]): string[] {
  return tableOf(sessions, [
    { heading: "session", of: ({ id }) => id },
    { heading: "status", of: ({ status }) => status },
    { heading: "created", of: ({ created_at: created }) => instantText(created) },
    { heading: "selection", of: ({ selection }) => selectionText(selection) },
    { heading: "provider", of: ({ provider }) => provider },
    { heading: "done", of: ({ done }) => done },
    { heading: "of", of: ({ total }) => total },
    { heading: "failed", of: ({ by_outcome: outcome }) => outcome.failed },
  ]);
}

/** `sites session <id>`: how it stands; `--watch` to its end, `--log` everything said in it. */
export async function showSession(
  id: string,
  flags: { json?: boolean; watch?: boolean; log?: boolean },
): Promise<number> {
  // Watching without a server that runs: this process then does the work that waits.
  return withSites(
    async (server, isOurs) => {
      if (flags.log === true) {
        const { body } = await fetchSites(server, `${sessionPath(id)}/log`);
        if (body !== null) await pipeline(body, process.stdout, { end: false });
        return 0;
      }
      if (flags.watch === true) {
        const ended = await watch(server, id);
        printSession(ended, flags, isOurs);
        return exitCodeOf(ended);
      }
      const now = await readSession(server, id);
      if (flags.json === true) printLine(JSON.stringify(now));
      else for (const line of sessionLines(now)) printLine(line);
      return 0;
    },
    flags.watch === true ? "all" : "web",
  );
}

const done = { pause: "is paused", resume: "goes on", cancel: "is cancelled" } as const;

/** `sites pause|resume|cancel <session>`. */
export function actOnSession(
  act: keyof typeof done,
  id: string,
  { json }: { json?: boolean },
): Promise<void> {
  return withSites(async (server) => {
    const now = await callSites(session, server, `${sessionPath(id)}/${act}`, jsonRequest("POST"));
    printLine(
      json === true
        ? JSON.stringify(now)
        : `Session ${id} ${done[act]}: ${now.done} of ${now.total} measured.`,
    );
  });
}
