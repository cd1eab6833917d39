import { parseArgs } from "node:util";
import { runPostsCampaign } from "./posts-campaign.ts";

/**
 * `npm run chaos -- [--kills 200] [--seed 7] [--targets app,database]`: kills the running product at random instants
 * under collections, and prints the equations that must hold. Exit code 1 when one does not.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "20261121" },
    targets: { type: "string", default: "app,database" },
  },
});

const report = await runPostsCampaign({
  kills: Number(values.kills),
  seed: Number(values.seed),
  targets: values.targets.split(","),
  print: (line) => process.stdout.write(`${line}\n`),
});
const downMs = report.kills.map((kill) => kill.downMs).sort((left, right) => left - right);
process.stdout.write(
  `${report.kills.length} processes killed; back after ${downMs[Math.floor(downMs.length / 2)] ?? 0} ms (median), ${downMs.at(-1) ?? 0} ms (longest)\n` +
    `${report.holds ? "every equation holds" : "AN EQUATION IS BROKEN"} (seed ${report.seed})\n`,
);
process.exit(report.holds ? 0 : 1);
