import { resolve } from "node:path";
import { createLogger } from "@millrace/platform/telemetry";
import { restoreHouse } from "@millrace/server/backups";
import type { HouseConfig } from "../load-house-config.ts";
import { printLine, printNote } from "../print.ts";

/** `millrace restore <file>`: into an empty data folder, or an empty database that DATABASE_URL names. */
export async function restore(config: HouseConfig, file: string, flags: { json?: boolean }): Promise<void> {
  const log = createLogger({ level: "silent" });
  const { manifest, rows, objects } = await restoreHouse(resolve(file), config, log);
  printLine(
    flags.json === true
      ? JSON.stringify({ created_at: manifest.created_at, version: manifest.version, rows, objects })
      : `Restored ${rows} rows and ${objects} objects as of ${manifest.created_at} into ${resolve(config.dataFolder)}.`,
  );
  printNote(
    "Encrypted settings need the key file they were encrypted with (MILLRACE_KEY_FILE). Runs that were under way go on at the next start; what they sent out after the backup may be sent again.",
  );
}
