import { userInfo } from "node:os";
import type { Command } from "commander";
import { systemClock } from "@millrace/platform/clock";
import { loadHouseConfig } from "../load-house-config.ts";
import { printLine } from "../print.ts";
import { findRunningServer } from "../running-server.ts";
import { openHouseDatabase } from "../shared/open-house-database.ts";

/** `millrace owner-link`: the way back in for whoever holds the data folder and is locked out of the dashboard. */
export function addOwnerLinkCommand(program: Command): void {
  program
    .command("owner-link")
    .description("Print a one-time link by which one becomes owner, once and within a day")
    .option("--json", "print it as one JSON object")
    .action(async ({ json }: { json?: boolean }) => {
      const { values: config } = loadHouseConfig();
      const { makeOwnerLink } = await import("@millrace/identity/feature");
      await using db = await openHouseDatabase(config);
      const running = await findRunningServer(config);
      const baseUrl = config.publicUrl ?? running?.url ?? `http://127.0.0.1:${config.port}`;
      const maker = { db, clock: systemClock, baseUrl: () => baseUrl };
      const { username } = userInfo();
      const actor = { kind: "system", id: "command-line", name: `command line (${username})` };
      const url = await makeOwnerLink(maker, actor);
      printLine(json === true ? JSON.stringify({ setup_url: url }) : url);
    });
}
