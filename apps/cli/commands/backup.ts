import type { Command } from "commander";
import { loadHouseConfig } from "../load-house-config.ts";

/** `millrace backup`, `millrace restore` */
export function addBackupCommands(program: Command): void {
  program
    .command("backup")
    .description("Write everything into one archive, consistent while the server runs")
    .option("--to <path>", "file or folder (default: the backup folder)")
    .option("--json", "one JSON object about the finished archive")
    .action(async (flags: { to?: string; json?: boolean }) => {
      const { backUp } = await import("../backups/back-up.ts");
      await backUp(loadHouseConfig().values, flags);
    });
  program
    .command("restore")
    .argument("<file>", "an archive that millrace backup wrote")
    .description("Restore a backup into a new house; every part of it is verified first")
    .option("--data <folder>", "data folder, missing or empty (MILLRACE_DATA, ./data)")
    .option("--json", "one JSON object about what was restored")
    .action(async (file: string, flags: { data?: string; json?: boolean }) => {
      const { restore } = await import("../backups/restore.ts");
      await restore(loadHouseConfig({ dataFolder: flags.data }).values, file, flags);
    });
}
