/**
 * A stand-in for the app in kill tests: owns the data folder given as first argument and prints one JSON line
 * ("ready") with the postmaster's pid. With "write" as second argument it then inserts numbered rows for ever and
 * prints each number after its commit was acknowledged. SIGTERM closes orderly.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openDatabase } from "@millrace/platform/db";
import { messageOf, UserFacingError } from "@millrace/platform/errors";
import { createLogger } from "@millrace/platform/telemetry";

const [, , dataFolder = "", mode = "hold"] = process.argv;

try {
  const database = await openDatabase({ dataFolder, log: createLogger({ level: "warn" }) });
  process.once("SIGTERM", () => void database[Symbol.asyncDispose]().then(() => process.exit(0)));
  const pidFile = await readFile(join(dataFolder, "postgres", "postmaster.pid"), "utf8");
  print({ ready: true, postmasterPid: Number(pidFile.split("\n")[0]) });
  if (mode === "write")
    await write(async (number) => void (await database.pool.query("insert into kept values ($1)", [number])));
  else setInterval(() => undefined, 60_000);
} catch (error) {
  print({ code: error instanceof UserFacingError ? error.code : null, message: messageOf(error) });
  process.exit(error instanceof UserFacingError ? error.exitCode : 70);
}

async function write(insert: (number: number) => Promise<void>): Promise<never> {
  for (let number = 1; ; number += 1) {
    await insert(number);
    print({ acknowledged: number });
  }
}

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
