import { setTimeout as delay } from "node:timers/promises";
import type { Connection, Sync } from "@millrace/connect/contract";
import { demoYotpoApiKey, demoYotpoGuid, startYotpoLoyaltySimulator } from "@millrace/connect/simulators";
import { startLinkedInSimulator } from "@millrace/posts/simulators";
import { systemClock } from "@millrace/platform/clock";
import { createTemporaryFolder, runKillCampaign, type KillReport } from "@millrace/platform/testing";
import { ask } from "./collecting.ts";
import { openChaosDestinations, tableOf } from "./connect-destinations.ts";
import { connectEquations, type Round } from "./connect-equations.ts";
import { count } from "./count.ts";
import { freePort, Product } from "./product.ts";
import { openBeside, targetsOf } from "./product-targets.ts";

export interface ConnectCampaign {
  kills: number;
  seed: number;
  /** "app", "database" or both: a kill takes one of them or all at once. */
  targets: readonly string[];
  customers: number;
  print: (line: string) => void;
}

const perPage = 100;
/** High enough that the campaign is no test of patience; every connection shares it. */
const requestsPerSecond = 50;
const json = { "content-type": "application/json" };

/** Kills the product while it delivers customers to every destination that promises exactly once, then compares record by record. */
export async function runConnectCampaign(campaign: ConnectCampaign): Promise<KillReport> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTemporaryFolder("millrace-chaos-"));
  const files = opened.use(await createTemporaryFolder("millrace-chaos-files-"));
  const yotpo = opened.use(
    await startYotpoLoyaltySimulator({
      clock: systemClock,
      seed: `chaos-${campaign.seed}`,
      customers: campaign.customers,
      requestsPerSecond,
      latencyMs: 15,
      perPageMax: perPage,
      faults: { server_error: { probability: 0.01 }, reset_within: { probability: 0.01 } },
    }),
  );
  const destinations = opened.use(await openChaosDestinations(files.path, campaign.seed));
  const posts = opened.use(
    await startLinkedInSimulator({ clock: systemClock, posts: 1, newPostEveryMs: null }),
  );
  const product = new Product({ port: await freePort(), dataFolder: folder.path, demoUrl: posts.url });
  opened.defer(async () => void (await product.stop()));
  await product.start();
  await product.untilHealthy();
  const db = opened.use(await openBeside(folder.path));
  const connections = await connectAll(product.url, yotpo.url, destinations.all);
  const rounds: Round[] = [];
  return await runKillCampaign({
    seed: campaign.seed,
    kills: campaign.kills,
    print: campaign.print,
    pauseMs: [100, 3_000],
    settleMs: 600_000,
    targets: targetsOf(product).filter((target) => campaign.targets.includes(target.name)),
    load: async (signal) => {
      while (!signal.aborted) {
        const plannedAt = new Date(Date.UTC(2026, 0, 1) + rounds.length * 60_000).toISOString();
        const round: Round = { customers: yotpo.customers(0, 1_000_000), syncs: new Map() };
        rounds.push(round);
        await Promise.all(
          connections.map(async ({ name, id }) =>
            round.syncs.set(name, await syncOnce(product.url, id, plannedAt)),
          ),
        );
        // Between rounds nobody reads: what a round has read is what the shop had.
        yotpo.change({ change_every: 7 + (rounds.length % 5), delete_index: rounds.length, add: 3 });
      }
    },
    isQuiet: async () =>
      (await count(
        db,
        `select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'DELAYED', 'PENDING')`,
      )) === 0,
    equations: () =>
      connectEquations({
        db,
        destinations,
        rounds,
        perPage,
        requests: yotpo.stats(),
        inFlight: campaign.kills * connections.length * 2,
        print: campaign.print,
      }),
  });
}

async function connectAll(
  house: string,
  yotpoUrl: string,
  destinations: readonly { name: string; settings: Record<string, unknown> }[],
): Promise<{ name: string; id: string }[]> {
  const connections: { name: string; id: string }[] = [];
  const wanted = [
    ...destinations.map(({ name, settings }) => ({ name, settings, mode: "full_refresh_append" })),
    ...destinations
      .filter(({ name }) => name === "treasure-data" || name === "sqlite")
      .map(({ name, settings }) => ({ name: `${name}-changes`, settings, mode: "change_feed" })),
  ];
  for (const { name, settings, mode } of wanted) {
    const { id } = await ask<Connection>([house], "/api/v1/connections", {
      method: "PUT",
      headers: json,
      body: JSON.stringify({
        name,
        source: {
          type: "yotpo-loyalty",
          guid: demoYotpoGuid,
          api_key: demoYotpoApiKey,
          base_url: `${yotpoUrl}/api/v2`,
          per_page: perPage,
          requests_per_second: requestsPerSecond,
        },
        destination: settings,
        streams: [{ name: "customers", mode, target: tableOf(name) }],
        private_hosts: true,
      }),
    });
    connections.push({ name, id });
  }
  return connections;
}

/** Asks for the sync of a planned time until it is accepted, and follows it to its end. */
async function syncOnce(house: string, connection: string, plannedAt: string): Promise<string> {
  const body = JSON.stringify({ planned_at: plannedAt });
  const { id } = await ask<Sync>([house], `/api/v1/connections/${connection}/syncs`, {
    method: "POST",
    headers: json,
    body,
  });
  for (;;) {
    const { status, message } = await ask<Sync>([house], `/api/v1/syncs/${id}`);
    if (status === "succeeded") return id;
    if (status === "failed" || status === "paused" || status === "cancelled")
      throw new Error(`The sync ${id} is ${status}: ${message}`);
    await delay(100);
  }
}
