import { session, type Selection, type Session } from "@millrace/sites/contract";
import { printLine, printNote } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { callSites, jsonRequest, withSites, type SitesFlags } from "./call-sites.ts";
import type { FilterFlags } from "./filter.ts";
import { findWebsite } from "./find-website.ts";
import { followSession, isUnderWay } from "./follow-session.ts";
import { progressOn } from "./progress.ts";
import { leftText, rateText, sessionLines } from "./session-text.ts";

export interface MeasureFlags extends SitesFlags, Pick<FilterFlags, "status" | "tag" | "olderThan"> {
  domain?: string[];
  provider?: string;
  workers: number;
  priority: number;
  /** Hours. */
  fresh: number;
  metric?: string[];
  wait: boolean;
}

/** Starts a session and waits for its end; resolves with the exit code: 1 unless every website had its turn. */
export function measure(flags: MeasureFlags): Promise<number> {
  return withSites(
    async (server, isOurs) => {
      const selection = await selectionOf(server, flags);
      const started = await startSession(server, { ...flags, selection });
      if (!flags.wait) {
        printLine(flags.json === true ? JSON.stringify(started) : started.id);
        return 0;
      }
      const ended = await watch(server, started.id);
      printSession(ended, flags, isOurs);
      return exitCodeOf(ended);
    },
    flags.wait ? "all" : "web",
  );
}

export type SessionStart = Pick<
  MeasureFlags,
  "workspace" | "provider" | "workers" | "priority" | "fresh" | "metric"
> & { selection: Selection };

export function sessionRequestOf({
  workspace,
  provider,
  workers,
  priority,
  fresh,
  metric,
  selection,
}: SessionStart) {
  return { workspace, selection, provider, workers, priority, remeasure_after_hours: fresh, metrics: metric };
}

function startSession(server: ServerAccess, start: SessionStart): Promise<Session> {
  return callSites(session, server, "/scraping/sessions", jsonRequest("POST", sessionRequestOf(start)));
}

async function selectionOf(server: ServerAccess, flags: MeasureFlags): Promise<Selection> {
  const domains = flags.domain ?? [];
  const websites = await Promise.all(domains.map((each) => findWebsite(server, flags.workspace, each)));
  return {
    ...(flags.status === undefined ? {} : { status: flags.status }),
    ...(flags.tag === undefined ? {} : { tags: flags.tag }),
    ...(flags.olderThan === undefined ? {} : { older_than_hours: flags.olderThan }),
    ...(domains.length === 0 ? {} : { website_ids: websites.map(({ id }) => id) }),
  };
}

/** Follows a session with a bar on stderr. An interruption leaves the session as it is and says how to come back to it. */
export async function watch(server: ServerAccess, id: string): Promise<Session> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt);
  const progress = progressOn(process.stderr);
  try {
    return await followSession(
      server,
      id,
      (now) => progress.show(now.done, now.total, rateText(now)),
      interruption.signal,
    );
  } finally {
    progress.end();
    process.off("SIGINT", interrupt);
  }
}

/** The report on stdout, and on stderr the sentence a person needs when it is not done. */
export function printSession(ended: Session, { json }: { json?: boolean }, isOurs: boolean): void {
  if (json === true) printLine(JSON.stringify(ended));
  else for (const line of sessionLines(ended)) printLine(line);
  if (isUnderWay(ended)) printNote(leftText(ended.id, isOurs));
  else if (ended.status !== "succeeded")
    printNote(
      `Session ${ended.id} is ${ended.status}: ${ended.message ?? `${ended.left} websites are left`}`,
    );
}

export const exitCodeOf = ({ status }: Session): number => (status === "succeeded" ? 0 : 1);
