import { parseArgs } from "node:util";
import type { KillReport } from "@millrace/platform/testing";
import { runConnectCampaign } from "./connect-campaign.ts";
import { runPostsCampaign } from "./posts-campaign.ts";
import { runProcessesCampaign } from "./processes-campaign.ts";
import { runSitesCampaign } from "./sites-campaign.ts";

/**
 * `npm run chaos -- [--kills 200] [--seed 7] [--targets app,database]`: kills the running product at random instants
 * under collections, and prints the equations that must hold. Exit code 1 when one does not.
 * `npm run chaos -- --processes [--webs 2] [--workers 3]`: the same with many processes on one Postgres.
 * `npm run chaos -- --connect [--customers 2000]`: the same while customers are delivered to every destination that promises
 * exactly once, compared record by record with the source.
 * `npm run chaos -- --sites [--websites 800]`: the same while websites are measured on the simulated portal.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "20261121" },
    targets: { type: "string", default: "app,database" },
    processes: { type: "boolean", default: false },
    sites: { type: "boolean", default: false },
    connect: { type: "boolean", default: false },
    customers: { type: "string", default: "2000" },
    websites: { type: "string", default: "800" },
    webs: { type: "string", default: "2" },
    workers: { type: "string", default: "3" },
  },
});

const plan = {
  kills: Number(values.kills),
  seed: Number(values.seed),
  print: (line: string) => void process.stdout.write(`${line}\n`),
};
const report = await campaign();
const downMs = report.kills.map((kill) => kill.downMs).sort((left, right) => left - right);
process.stdout.write(
  `${report.kills.length} processes killed; back after ${downMs[Math.floor(downMs.length / 2)] ?? 0} ms (median), ${downMs.at(-1) ?? 0} ms (longest)\n` +
    `${report.holds ? "every equation holds" : "AN EQUATION IS BROKEN"} (seed ${report.seed})\n`,
);
process.exit(report.holds ? 0 : 1);

function campaign(): Promise<KillReport> {
  const targets = values.targets.split(",");
  if (values.connect) return runConnectCampaign({ ...plan, targets, customers: Number(values.customers) });
  if (values.sites) return runSitesCampaign({ ...plan, targets, websites: Number(values.websites) });
  if (!values.processes) return runPostsCampaign({ ...plan, targets });
  return runProcessesCampaign({
    ...plan,
    webs: Number(values.webs),
    workers: Number(values.workers),
    posts: 150,
  });
}
