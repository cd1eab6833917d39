import { startServer } from "@millrace/server";
import { houseSettings, loadConfig } from "@millrace/platform/config";
import { createLogger } from "@millrace/platform/telemetry";

/**
 * The product's server on a given database, without demo mode. BENCH_ROLE is `all` (as `npm start`) or `web`. Prints its
 * address; SIGTERM stops it in order.
 */
const role = process.env["BENCH_ROLE"] === "web" ? "web" : "all";
const server = await startServer(
  {
    ...loadConfig(houseSettings, { env: {}, file: null }).values,
    dataFolder: process.env["BENCH_DATA"] ?? "",
    databaseUrl: process.env["BENCH_DATABASE_URL"] ?? "",
    host: "127.0.0.1",
    port: 0,
    role,
    demo: false,
    demoUrl: null,
    logLevel: "warn",
    otlpEndpoint: null,
    traceSampleRatio: 0,
    // Counted as ever, but never met.
    rateLimitPerAddress: 1_000_000_000,
    rateLimitPerUser: 1_000_000_000,
  },
  createLogger({ level: "warn" }),
);
process.once("SIGTERM", () => {
  void server[Symbol.asyncDispose]().then(() => process.exit(0));
});
console.log(server.url);
