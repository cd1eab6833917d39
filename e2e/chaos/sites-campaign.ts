import { systemClock } from "@millrace/platform/clock";
import { createTemporaryFolder, runKillCampaign, type KillReport } from "@millrace/platform/testing";
import type { Website } from "@millrace/sites/contract";
import { startMyToolsPlanSimulator } from "@millrace/sites/simulators";
import { startLinkedInSimulator } from "@millrace/posts/simulators";
import { count } from "./count.ts";
import { LiveReader } from "./live-reader.ts";
import { addWebsites, chaosTag, measureAll, readWebsites } from "./measuring.ts";
import { Product, freePort } from "./product.ts";
import { openBeside, targetsOf } from "./product-targets.ts";
import { sitesEquations } from "./sites-equations.ts";

export interface SitesCampaign {
  kills: number;
  seed: number;
  /** "app", "database" or both: a kill takes one of them or all at once. */
  targets: readonly string[];
  websites: number;
  print: (line: string) => void;
}

const workers = 4;
/** Calls a worker has under way at most: the three of the API. */
const callsAtOnce = 3;
const faults = {
  server_error: { probability: 0.015 },
  mirror_down: { probability: 0.01 },
  html_instead: { probability: 0.005 },
};

/** Kills the product while it measures websites on the simulated portal, then compares every value with the portal's own. */
export async function runSitesCampaign(campaign: SitesCampaign): Promise<KillReport> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTemporaryFolder("millrace-chaos-"));
  const portal = opened.use(
    await startMyToolsPlanSimulator({
      clock: systemClock,
      seed: `chaos-${campaign.seed}`,
      settings: { apiMs: 30, pageMs: 60, loginMs: 30 },
      faults,
    }),
  );
  const posts = opened.use(
    await startLinkedInSimulator({ clock: systemClock, posts: 1, newPostEveryMs: null }),
  );
  const product = new Product({
    port: await freePort(),
    dataFolder: folder.path,
    demoUrl: posts.url,
    environment: { MILLRACE_DEMO_PORTAL_URL: portal.url },
  });
  opened.defer(async () => void (await product.stop()));
  await product.start();
  await product.untilHealthy();
  const db = opened.use(await openBeside(folder.path));
  await addWebsites(
    product.url,
    Array.from({ length: campaign.websites }, (_, index) => `chaos-${index}.com`),
  );
  const live = new LiveReader(product.url, isMeasured);
  opened.defer(() => live.close());
  live.start();
  await live.connected;
  const started = new Set<string>();
  return await runKillCampaign({
    seed: campaign.seed,
    kills: campaign.kills,
    print: campaign.print,
    pauseMs: [150, 4_000],
    settleMs: 600_000,
    targets: targetsOf(product).filter((target) => campaign.targets.includes(target.name)),
    load: async (signal) => {
      for (let round = 0; !signal.aborted; round += 1)
        await measureAll(product.url, { key: `round-${round}`, workers }, started, signal);
    },
    isQuiet: async () =>
      (await count(
        db,
        `select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'DELAYED', 'PENDING')`,
      )) === 0,
    equations: async () =>
      sitesEquations({
        db,
        portal,
        live,
        started,
        websites: await readWebsites(product.url),
        inFlight: campaign.kills * workers * callsAtOnce,
        print: campaign.print,
      }),
  });
}

/** Adding a website is told too, before it was measured. */
function isMeasured(type: string, data: string): boolean {
  if (type !== "website.changed") return false;
  const { payload } = JSON.parse(data) as { payload: Website };
  return payload.last_measured_at !== null && payload.tags.includes(chaosTag);
}
