import type { Database } from "@millrace/platform/db";
import type { Equation } from "@millrace/platform/testing";
import { tableOf, type Arrived, type ChaosDestinations } from "./connect-destinations.ts";
import { count } from "./count.ts";

/** What the shop had while a round was read, and the sync of each connection. */
export interface Round {
  /** JSON of each customer. */
  customers: readonly string[];
  /** Id of the sync, by connection. */
  syncs: Map<string, string>;
}

export interface ConnectOutcome {
  db: Database;
  destinations: ChaosDestinations;
  rounds: readonly Round[];
  perPage: number;
  requests: { requests: number };
  /** Requests that may have been on their way, or answered and not logged, when something was killed. */
  inFlight: number;
  print: (line: string) => void;
}

/** What a campaign of syncs must come out at. */
export async function connectEquations(outcome: ConnectOutcome): Promise<Equation[]> {
  const { db, destinations, rounds } = outcome;
  const names = [...(rounds[0]?.syncs.keys() ?? [])];
  const syncs = rounds.length * names.length;
  const pages = rounds.reduce((sum, { customers }) => sum + Math.ceil(customers.length / outcome.perPage), 0);
  const compared: Equation[] = [];
  for (const name of names) compared.push(...(await compare(outcome, name)));
  const again = outcome.requests.requests - pages * names.length;
  return [
    {
      name: "syncs asked for = certificates that are green",
      left: syncs,
      right: await count(db, "select count(*) from connect.sync where is_green"),
    },
    {
      name: "runs stuck or failed = 0",
      left: await count(db, "select count(*) from dbos.workflow_status where status <> 'SUCCESS'"),
      right: 0,
    },
    ...compared,
    {
      name: "upload sessions left at Treasure Data = 0",
      left: destinations.treasureData.sessions().length,
      right: 0,
    },
    {
      name: `pages asked for again (${again}) beyond those in flight at a kill (${outcome.inFlight}) or failed = 0`,
      left: Math.max(0, again - outcome.inFlight),
      right: 0,
    },
  ];
}

/** Source and destination, record by record, for every round. */
async function compare({ destinations, rounds, print }: ConnectOutcome, name: string): Promise<Equation[]> {
  const isFeed = name.endsWith("-changes");
  const destination = destinations.all.find((each) => each.name === name.replace(/-changes$/u, ""));
  if (destination === undefined) throw new Error(`There is no destination for ${name}.`);
  const byRun = Map.groupBy(await destination.read(tableOf(name)), ({ run }) => run);
  const state = new Map<string, number>();
  const sum = { lost: 0, twice: 0, other: 0 };
  for (const { customers, syncs } of rounds) {
    const run = syncs.get(name) ?? "";
    // A row of a key that is gone has no page: its run is that of the sync all the same.
    const rows = byRun.get(run) ?? [];
    byRun.delete(run);
    addTo(sum, truthOf(customers), isFeed ? applied(state, rows) : rowsByKey(rows));
  }
  const { lost, twice, other } = sum;
  if (lost + twice + other > 0)
    print(`${name}: ${lost} lost, ${twice} twice, ${other} that are not the source's`);
  return [
    { name: `${name}: records lost = 0`, left: lost, right: 0 },
    { name: `${name}: records twice = 0`, left: twice, right: 0 },
    { name: `${name}: records that are not the source's = 0`, left: other, right: 0 },
    { name: `${name}: rows of no sync = 0`, left: byRun.size, right: 0 },
  ];
}

function addTo(
  sum: { lost: number; twice: number; other: number },
  truth: ReadonlyMap<string, number>,
  { rows, twice }: Found,
): void {
  sum.twice += twice;
  for (const [key, points] of truth) {
    const found = rows.get(key);
    if (found === undefined) sum.lost += 1;
    else if (found !== points) sum.other += 1;
  }
  sum.other += [...rows.keys()].filter((key) => !truth.has(key)).length;
}

interface Found {
  rows: Map<string, number>;
  twice: number;
}

function rowsByKey(arrived: readonly Arrived[]): Found {
  const rows = new Map<string, number>();
  for (const { key, points } of arrived) rows.set(key, points);
  return { rows, twice: arrived.length - rows.size };
}

/** The events of one round on top of those before it: what a reader of the feed has. */
function applied(state: Map<string, number>, arrived: readonly Arrived[]): Found {
  const keys = new Set(arrived.map(({ key }) => key));
  for (const { key, points, op } of arrived) {
    if (op === "gone") state.delete(key);
    else state.set(key, points);
  }
  return { rows: state, twice: arrived.length - keys.size };
}

/** Points by the key that the source makes of a customer. */
function truthOf(customers: readonly string[]): Map<string, number> {
  return new Map(
    customers.map((text) => {
      const {
        third_party_id: id,
        email,
        points_balance: points,
      } = JSON.parse(text) as {
        third_party_id?: string | null;
        email?: string | null;
        points_balance: number;
      };
      return [id ?? (email ?? "").toLowerCase(), points];
    }),
  );
}
