import { createTemporaryFolder, runKillCampaign, type KillReport } from "@millrace/platform/testing";
import { collect, newestIdOf, readTruth } from "./collecting.ts";
import { LiveReader } from "./live-reader.ts";
import { count } from "./count.ts";
import { postsEquations } from "./posts-equations.ts";
import { openBeside, targetsOf } from "./product-targets.ts";
import { Product, freePort, startSite } from "./product.ts";

export interface PostsCampaign {
  kills: number;
  seed: number;
  /** "app", "database" or both: a kill takes one of them or all at once. */
  targets: readonly string[];
  print: (line: string) => void;
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
          await collect([product.url], `round-${round}`, started, signal);
        newestId = newestIdOf(await readTruth(site.url));
        await collect([product.url], "last", started, null);
      },
      isQuiet: async () =>
        (await count(
          db,
          `select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')`,
        )) === 0,
      equations: async () =>
        postsEquations({
          db,
          listeners: new Map([["the app", live]]),
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
