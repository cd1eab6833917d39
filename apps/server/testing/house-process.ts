/** One process of a house on a shared database, with the tick room as a guest; prints a line once it listens. */
import { createLogger } from "@millrace/platform/telemetry";
import { loadConfig } from "@millrace/platform/config";
import { startServer } from "../main.ts";
import { allSettings } from "../settings.ts";
import { createTickRoom } from "./tick-room.ts";

const { values, given } = loadConfig(allSettings, { env: process.env, file: "no-file.yaml", flags: {} });
const log = createLogger({ level: values.logLevel });
const server = await startServer(values, log, given, [createTickRoom(log)]);
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
process.once("SIGTERM", () => void stop());

async function stop(): Promise<void> {
  await server[Symbol.asyncDispose]();
  process.exit(0);
}
