import { userInfo } from "node:os";
import { resolve } from "node:path";
import { resealConnections } from "@millrace/connect/reseal";
import { connectDatabase, openDatabase } from "@millrace/platform/db";
import { defaultKeyFile } from "@millrace/platform/secrets";
import { rotateSecrets } from "@millrace/platform/settings";
import { createLogger } from "@millrace/platform/telemetry";
import { loadHouseConfig } from "../load-house-config.ts";
import { printLine, printNote } from "../print.ts";

/** `millrace secrets rotate`: whoever may write the key file may rotate it. */
export async function rotate({ json }: { json?: boolean }): Promise<void> {
  const { dataFolder, databaseUrl, keyFile } = loadHouseConfig().values;
  const options = { dataFolder: resolve(dataFolder), databaseUrl, log: createLogger({ level: "silent" }) };
  await using db = (await connectDatabase(options)) ?? (await openDatabase(options));
  const { username } = userInfo();
  const actor = { kind: "system", id: "command-line", name: username };
  const file = keyFile ?? defaultKeyFile(process.env, process.platform);
  const { keyId, settings, retiredKeyIds } = await rotateSecrets(db.pool, file, actor, [resealConnections]);
  printLine(
    json === true
      ? JSON.stringify({ key_id: keyId, settings, retired_key_ids: retiredKeyIds })
      : `${settings.length} secrets are encrypted under the new key ${keyId} in ${file}.`,
  );
  printNote(
    "Backups made before hold them under the old key: keep a copy of that, or make a new backup and delete the old ones. Copy the new key file to every machine of this house.",
  );
}
