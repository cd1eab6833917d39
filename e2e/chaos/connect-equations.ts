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
    sum.twice += twiceIn(rows);
    // What the shop lists twice under one key, the feed tells twice: the later one counts.
    const truth = isFeed ? new Map(truthOf(customers)).entries() : truthOf(customers);
    const found = isFeed ? applied(state, rows) : rows.map(({ key, points }) => [key, points] as const);
    const { missing, surplus } = difference([...truth], [...found]);
    sum.lost += missing;
    sum.other += surplus;
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

type Pair = readonly [key: string, points: number];

/** Rows of one record of the source beyond the first. */
function twiceIn(rows: readonly Arrived[]): number {
  const placed = rows.filter(({ op }) => op !== "gone");
  return placed.length - new Set(placed.map(({ place }) => place)).size;
}

/** What one list has and the other lacks, as often as it has it. */
function difference(truth: readonly Pair[], found: readonly Pair[]): { missing: number; surplus: number } {
  const counts = new Map<string, number>();
  for (const pair of truth) counts.set(pair.join(" "), (counts.get(pair.join(" ")) ?? 0) + 1);
  for (const pair of found) counts.set(pair.join(" "), (counts.get(pair.join(" ")) ?? 0) - 1);
  let [missing, surplus] = [0, 0];
  for (const count of counts.values()) {
    missing += Math.max(0, count);
    surplus += Math.max(0, -count);
  }
  return { missing, surplus };
}

/** The events of one round on top of those before it: what a reader of the feed has. */
function applied(state: Map<string, number>, rows: readonly Arrived[]): Pair[] {
  const inOrder = rows.toSorted((a, b) => placeOf(a) - placeOf(b));
  for (const { key, points, op } of inOrder) {
    if (op === "gone") state.delete(key);
    else state.set(key, points);
  }
  return [...state];
}

/** Order of the page log; keys that are gone come last. */
function placeOf({ place, op }: Arrived): number {
  const [page = 0, offset = 0] = place.split(":").map(Number);
  return op === "gone" ? Number.MAX_SAFE_INTEGER : page * 1_000_000 + offset;
}

/** Key, as the source makes it, and points of each customer, in the order of the list. */
function truthOf(customers: readonly string[]): Pair[] {
  return customers.map((text) => {
    const customer = JSON.parse(text) as Record<string, unknown>;
    const { third_party_id: id, thirty_party_id: misspelt, email, points_balance: points } = customer;
    const key = [id, misspelt].find((each) => typeof each === "string" && each.trim() !== "");
    return [textOf(key ?? (typeof email === "string" ? email.toLowerCase() : "")), Number(points)];
  });
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
