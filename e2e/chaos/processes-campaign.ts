import { openDatabaseUrl, startEmbeddedServer, type Database } from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import {
  createTemporaryFolder,
  runKillCampaign,
  type Equation,
  type KillReport,
} from "@millrace/platform/testing";
import { ask, collect, newestIdOf, readTruth } from "./collecting.ts";
import { HouseMember } from "./house-member.ts";
import { LiveReader } from "./live-reader.ts";
import { freePort, startSite } from "./product.ts";
import { count } from "./count.ts";
import { postsEquations } from "./posts-equations.ts";

export interface ProcessesCampaign {
  kills: number;
  seed: number;
  webs: number;
  workers: number;
  /** Posts the site begins with. */
  posts: number;
  print: (line: string) => void;
}

/** Requests an account may send within one second; see the budget of the simulated site. */
const budgetPerSecond = 20;
/** How much later than its neighbours a request may be seen to arrive while processes start on a machine of few cores. */
const latenessMs = 100;

/**
 * Several web and worker processes on one Postgres, killed at random while collections are started through all webs, a
 * schedule fires each second and a client listens at each web. Then nothing may be lost, doubled or overspent.
 */
export async function runProcessesCampaign(campaign: ProcessesCampaign): Promise<KillReport> {
  await using opened = new AsyncDisposableStack();
  const log = createLogger({ level: "silent" });
  const folder = opened.use(await createTemporaryFolder("millrace-chaos-"));
  const databaseFolder = opened.use(await createTemporaryFolder("millrace-chaos-"));
  const site = opened.use(await startSite({ posts: campaign.posts, everyMs: 2_000, seed: campaign.seed }));
  const server = await startEmbeddedServer({
    dataFolder: databaseFolder.path,
    log,
    maxConnections: 300,
  });
  opened.defer(() => server.stop());
  const db = opened.use(openDatabaseUrl(server.url, { log, maxConnections: 3 }));
  await db.pool.query("create table tick (planned_at timestamptz not null, pid int not null)");
  const env = {
    DATABASE_URL: server.url,
    MILLRACE_DATA: folder.path,
    MILLRACE_DEMO_URL: site.url,
    LOG_LEVEL: "error",
  };
  const webs = await makeMembers("web", campaign.webs, env);
  const workers = await makeMembers("worker", campaign.workers, env);
  for (const member of [...webs, ...workers]) opened.defer(async () => void (await member.stop()));
  const listeners = new Map(webs.map((web) => [web.name, new LiveReader(web.url)]));
  for (const listener of listeners.values()) {
    opened.defer(() => listener.close());
    listener.start();
  }
  const started = new Set<string>();
  let newestId = 0n;
  return await runKillCampaign({
    seed: campaign.seed,
    kills: campaign.kills,
    print: campaign.print,
    pauseMs: [300, 3_000],
    settleMs: 180_000,
    // Webs first, each with its listener: nothing is collected before everybody listens.
    targets: [...webs, ...workers].map((member) => ({
      name: member.name,
      pid: () => member.pid(),
      start: () => member.start().then(() => listeners.get(member.name)?.connected),
    })),
    load: async (signal) => {
      await Promise.all(webs.map((_web, index) => collectAtEvery(webs, index, started, signal)));
      newestId = newestIdOf(await readTruth(site.url));
      await collect(urlsFrom(webs, 0), "last", started, null);
      await ask(urlsFrom(webs, 0), "/api/v1/schedules/tick/pause", { method: "POST" });
    },
    isQuiet: async () =>
      (await count(
        db,
        "select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'DELAYED', 'PENDING')",
      )) === 0,
    equations: async () => [
      ...(await postsEquations({
        db,
        listeners,
        started,
        truth: (await readTruth(site.url)).filter((post) => BigInt(post.id) <= newestId),
        newestId,
      })),
      ...(await tickEquations(db)),
      await budgetEquation(site.url),
    ],
  });
}

async function makeMembers(
  role: "web" | "worker",
  members: number,
  env: NodeJS.ProcessEnv,
): Promise<HouseMember[]> {
  const made: HouseMember[] = [];
  for (let index = 1; index <= members; index += 1)
    made.push(new HouseMember({ name: `${role}-${index}`, role, port: await freePort(), env }));
  return made;
}

/** Collections without pause, asked for at one web, at the others while it is down. */
async function collectAtEvery(
  webs: readonly HouseMember[],
  first: number,
  started: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1)
    await collect(urlsFrom(webs, first), `web-${first}-round-${round}`, started, signal);
}

/** All addresses, beginning with one. */
function urlsFrom(webs: readonly HouseMember[], first: number): string[] {
  return [...webs.slice(first), ...webs.slice(0, first)].map((web) => web.url);
}

/** One run and one mark for each second from the first planned time to the last. */
async function tickEquations(db: Database): Promise<Equation[]> {
  const { rows } = await db.pool.query<{ planned: number; runs: number }>(
    `select coalesce(extract(epoch from max(at) - min(at)) + 1, 0)::int as planned, count(*)::int as runs
     from (select split_part(workflow_uuid, '@', 2)::timestamptz as at from dbos.workflow_status where name = 'tick') t`,
  );
  const planned = rows[0]?.planned ?? -1;
  return [
    { name: "planned times of the schedule = runs it started", left: planned, right: rows[0]?.runs ?? -1 },
    {
      name: "planned times of the schedule = marks its runs left",
      left: planned,
      right: await count(db, "select count(*) from tick"),
    },
    {
      name: "marks left = distinct marks left",
      left: await count(db, "select count(*) from tick"),
      right: await count(db, "select count(distinct planned_at) from tick"),
    },
  ];
}

/**
 * By the site's own log: no second in which it was asked more than the budget all processes share. What was sent a full
 * second apart may arrive that much closer, so the window is shorter by it; the exact second is shown beside it.
 */
async function budgetEquation(siteUrl: string): Promise<Equation> {
  const { requests } = await ask<{ requests: { at: string }[] }>([siteUrl], "/_simulator/log");
  const times = requests.map((request) => Date.parse(request.at)).toSorted((left, right) => left - right);
  const most = mostWithin(times, 1_000 - latenessMs);
  return {
    name: `requests beyond ${budgetPerSecond} in any ${1_000 - latenessMs} ms of ${times.length} served (most: ${most}; in a full second: ${mostWithin(times, 1_000)}) = 0`,
    left: Math.max(0, most - budgetPerSecond),
    right: 0,
  };
}

function mostWithin(times: readonly number[], windowMs: number): number {
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
