import { setTimeout as delay } from "node:timers/promises";
import { connectDatabase, type Database } from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import {
  createTemporaryFolder,
  runKillCampaign,
  type Equation,
  type KillReport,
  type KillTarget,
} from "@millrace/platform/testing";
import { LiveReader } from "./live-reader.ts";
import { Product, freePort, startSite } from "./product.ts";

export interface PostsCampaign {
  kills: number;
  seed: number;
  /** "app", "database" or both: a kill takes one of them or all at once. */
  targets: readonly string[];
  print: (line: string) => void;
}

/** What the site really holds: its answer at `/_simulator/posts`. */
interface Truth {
  id: string;
  post: { text: string | null };
}

/** Kills the product while it collects from the simulated site, then compares every record with the site's own. */
export async function runPostsCampaign(campaign: PostsCampaign): Promise<KillReport> {
  await using folder = await createTemporaryFolder("millrace-chaos-");
  await using site = await startSite({ posts: 400, everyMs: 2_000, seed: campaign.seed });
  const product = new Product({ port: await freePort(), dataFolder: folder.path, demoUrl: site.url });
  const started = new Set<string>();
  let newestId = 0n;
  await product.start();
  await product.untilHealthy();
  const db = await openBeside(folder.path);
  const live = new LiveReader(product.url);
  try {
    live.start();
    return await runKillCampaign({
      seed: campaign.seed,
      kills: campaign.kills,
      print: campaign.print,
      pauseMs: [150, 2_000],
      settleMs: 180_000,
      targets: targetsOf(product).filter((target) => campaign.targets.includes(target.name)),
      load: async (signal) => {
        for (let round = 0; !signal.aborted; round += 1)
          await collect(product, `round-${round}`, started, signal);
        newestId = maxId(await readTruth(site.url));
        await collect(product, "last", started, null);
      },
      isQuiet: async () =>
        (await count(
          db,
          `select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')`,
        )) === 0,
      equations: async () =>
        equationsOf({
          db,
          live,
          started,
          truth: (await readTruth(site.url)).filter((post) => BigInt(post.id) <= newestId),
          newestId,
        }),
    });
  } finally {
    await live.close();
    await db[Symbol.asyncDispose]();
    await product.stop();
  }
}

function targetsOf(product: Product): KillTarget[] {
  return [
    {
      name: "app",
      pid: () => product.pid,
      start: async () => {
        await product.restart();
        await product.untilHealthy();
      },
    },
    // Nobody but the product itself brings its database back.
    { name: "database", pid: () => product.databasePid(), start: () => product.untilHealthy() },
  ];
}

async function openBeside(dataFolder: string): Promise<Database> {
  const db = await connectDatabase({ dataFolder, log: createLogger({ level: "silent" }), maxConnections: 3 });
  if (db === null) throw new Error(`No database answers in ${dataFolder}.`);
  return db;
}

/** One collection, asked for with the same key until it is accepted, followed until it ends or `signal` aborts. */
async function collect(
  product: Product,
  key: string,
  started: Set<string>,
  signal: AbortSignal | null,
): Promise<void> {
  const body = JSON.stringify({ source: "linkedin-demo", max_posts: 10_000 });
  const headers = { "content-type": "application/json", "idempotency-key": key };
  const { id } = await ask<{ id: string }>(`${product.url}/api/v1/collections`, {
    method: "POST",
    body,
    headers,
  });
  started.add(id);
  const address = `${product.url}/api/v1/collections/${encodeURIComponent(id)}`;
  while (signal?.aborted !== true) {
    const { status } = await ask<{ status: string }>(address);
    if (status === "succeeded") return;
    await delay(250);
  }
}

/** Asks again while the product is down or its database is. */
async function ask<Answer>(url: string, init?: RequestInit): Promise<Answer> {
  for (;;) {
    const answer = await fetch(url, init).catch(() => null);
    if (answer?.ok === true) {
      const body: unknown = await answer.json().catch(() => null);
      if (body !== null) return body as Answer;
    } else if (answer !== null && answer.status < 500) {
      throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    }
    await delay(50);
  }
}

async function readTruth(siteUrl: string): Promise<Truth[]> {
  const body = await ask<Truth[] | { posts: Truth[] }>(`${siteUrl}/_simulator/posts`);
  return Array.isArray(body) ? body : body.posts;
}

function maxId(posts: readonly Truth[]): bigint {
  return posts.reduce((newest, post) => (BigInt(post.id) > newest ? BigInt(post.id) : newest), 0n);
}

interface Outcome {
  db: Database;
  live: LiveReader;
  started: ReadonlySet<string>;
  truth: readonly Truth[];
  newestId: bigint;
}

async function equationsOf({ db, live, started, truth, newestId }: Outcome): Promise<Equation[]> {
  const stored = await count(db, `select count(*) from posts.post`);
  const events = await count(db, `select count(*) from millrace.events where type = 'post.saved'`);
  const { rows } = await db.pool.query<{ id: string; text: string | null }>(
    `select split_part(urn, ':', 4) as id, text from posts.post where split_part(urn, ':', 4)::numeric <= $1::numeric`,
    [String(newestId)],
  );
  const texts = new Map(rows.map((row) => [row.id, row.text]));
  const received = [...live.saved.values()];
  return [
    {
      name: "posts on the site = posts stored of them",
      left: truth.length,
      right: truth.filter((post) => texts.has(post.id)).length,
    },
    {
      name: "posts stored that the site does not have = 0",
      left: [...texts.keys()].filter((id) => !truth.some((post) => post.id === id)).length,
      right: 0,
    },
    {
      name: "texts on the site = same texts stored",
      left: truth.length,
      right: truth.filter((post) => (texts.get(post.id) ?? "").trim() === (post.post.text ?? "").trim())
        .length,
    },
    {
      name: "posts stored = distinct posts stored",
      left: stored,
      right: await count(db, `select count(distinct urn) from posts.post`),
    },
    {
      name: "posts stored = saved according to the collections' pages",
      left: stored,
      right: await count(db, `select coalesce(sum(saved), 0) from posts.collection_page`),
    },
    { name: "posts stored = live events published", left: stored, right: events },
    {
      name: "live events published = received by a client that reconnects",
      left: events,
      right: received.length,
    },
    { name: "live events received twice = 0", left: received.filter((times) => times > 1).length, right: 0 },
    { name: "times the client was told to start afresh = 0", left: live.resets, right: 0 },
    {
      name: "collections started = collections that succeeded",
      left: started.size,
      right: await count(
        db,
        `select count(*) from posts.collection where outcome = 'succeeded' and id = any($1)`,
        [[...started]],
      ),
    },
    {
      name: "runs stuck or failed = 0",
      left: await count(db, `select count(*) from dbos.workflow_status where status <> 'SUCCESS'`),
      right: 0,
    },
  ];
}

async function count(db: Database, statement: string, values: unknown[] = []): Promise<number> {
  const { rows } = await db.pool.query<Record<string, string>>(statement, values);
  return Number(Object.values(rows[0] ?? {})[0]);
}
