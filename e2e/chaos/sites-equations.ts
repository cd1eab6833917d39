import type { Database } from "@millrace/platform/db";
import type { Equation } from "@millrace/platform/testing";
import type { Website } from "@millrace/sites/contract";
import { compareWithTruth, type MyToolsPlanSimulator } from "@millrace/sites/simulators";
import { count } from "./count.ts";
import { chaosTag } from "./measuring.ts";
import { listenerEquations } from "./listener-equations.ts";
import type { LiveReader } from "./live-reader.ts";

export interface SitesOutcome {
  db: Database;
  portal: MyToolsPlanSimulator;
  websites: readonly Website[];
  live: LiveReader;
  started: ReadonlySet<string>;
  /** Calls that may have been on their way when something was killed. */
  inFlight: number;
  print: (line: string) => void;
}

/** What a campaign of sessions must come out at. */
export async function sitesEquations(outcome: SitesOutcome): Promise<Equation[]> {
  const { db, websites, live, started, inFlight } = outcome;
  const ours = [[...started]];
  const measurements = await count(
    db,
    "select count(*) from sites.measurement where session_id = any($1)",
    ours,
  );
  const events = await count(
    db,
    `select count(*) from millrace.events
     where type = 'website.changed' and payload ->> 'last_measured_at' is not null and payload -> 'tags' ? $1`,
    [chaosTag],
  );
  const repeated = repeatedAnswers(outcome, started.size);
  return [
    { name: "websites × sessions = measurements", left: websites.length * started.size, right: measurements },
    {
      name: "measurements = distinct websites measured, session by session",
      left: measurements,
      right: await count(
        db,
        "select count(distinct (session_id, website_id)) from sites.measurement where session_id = any($1)",
        ours,
      ),
    },
    {
      name: "measurements = live events published of them",
      left: measurements,
      right: events,
    },
    ...listenerEquations("the app", live, events),
    {
      name: "sessions started = sessions that succeeded",
      left: started.size,
      right: await count(
        db,
        "select count(*) from dbos.workflow_status where status = 'SUCCESS' and workflow_uuid = any($1)",
        ours,
      ),
    },
    {
      name: `answered calls asked again (${repeated}) beyond those in flight at a kill (${inFlight}) = 0`,
      left: Math.max(0, repeated - inFlight),
      right: 0,
    },
    ...truthEquations(outcome),
    {
      name: "runs stuck or failed = 0",
      left: await count(db, "select count(*) from dbos.workflow_status where status <> 'SUCCESS'"),
      right: 0,
    },
  ];
}

/** Answers given once more than each session needs, by the portal's own memory. */
function repeatedAnswers({ portal, websites }: SitesOutcome, sessions: number): number {
  const asked = new Set(websites.map(({ domain }) => domain));
  return portal
    .counts()
    .filter(({ call, domain }) => call !== "figures" && asked.has(domain))
    .reduce((sum, { answered }) => sum + Math.max(0, answered - sessions), 0);
}

function truthEquations({ portal, websites, print }: SitesOutcome): Equation[] {
  let [owed, obtained, wrong] = [0, 0, 0];
  for (const website of websites) {
    const compared = compareWithTruth(website, portal.truthOf(website.domain));
    owed += compared.owed;
    obtained += compared.obtained;
    wrong += compared.wrong.length;
    for (const fault of [...compared.missing, ...compared.wrong]) print(`${website.domain}: ${fault}`);
  }
  return [
    { name: "metrics the portal has = metrics stored", left: owed, right: obtained },
    { name: "stored values that are not the portal's = 0", left: wrong, right: 0 },
  ];
}
