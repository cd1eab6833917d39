import type { Command } from "commander";
import type { PrintedSetting } from "@millrace/platform/config";
import { loadHouseConfig } from "../load-house-config.ts";
import { printLine } from "../print.ts";
import { findRunningServer } from "../running-server.ts";

/** `millrace config print` */
export function addConfigCommands(program: Command): void {
  const config = program.command("config").description("Settings of this installation");
  config
    .command("print")
    .description("Effective settings and where each came from; secrets masked")
    .option("--json", "one JSON object per setting")
    .action(async (options: { json?: boolean }) => {
      for (const setting of await effective()) {
        if (options.json === true) printLine(JSON.stringify(setting));
        else
          printLine(
            `${setting.name.padEnd(26)} ${shown(setting.value).padEnd(26)} ${setting.origin.padEnd(14)} ${setting.about} (${setting.env})`,
          );
      }
    });
}

/** With what the settings page changed, where a server runs that can tell. */
async function effective(): Promise<PrintedSetting[]> {
  const loaded = loadHouseConfig();
  const server = await findRunningServer(loaded.values);
  if (server === null) return loaded.print();
  const { readSettings } = await import("../settings/settings.ts");
  const changed = new Map(
    (await readSettings(server))
      .filter(({ origin }) => origin === "settings_page")
      .map((one) => [one.name, one.is_secret ? "••••••" : one.value]),
  );
  return loaded
    .print()
    .map((one) =>
      changed.has(one.name) ? { ...one, value: changed.get(one.name), origin: "settings page" } : one,
    );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
