import type { Command } from "commander";
import { loadHouseConfig } from "../load-house-config.ts";
import { printLine } from "../print.ts";

/** `millrace config print` */
export function addConfigCommands(program: Command): void {
  const config = program.command("config").description("Settings of this installation");
  config
    .command("print")
    .description("Effective settings and where each came from; secrets masked")
    .option("--json", "one JSON object per setting")
    .action((options: { json?: boolean }) => {
      for (const setting of loadHouseConfig().print()) {
        if (options.json === true) printLine(JSON.stringify(setting));
        else
          printLine(
            `${setting.name.padEnd(18)} ${shown(setting.value).padEnd(26)} ${setting.origin.padEnd(12)} ${setting.about} (${setting.env})`,
          );
      }
    });
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
