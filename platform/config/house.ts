import { z } from "zod";
import { defineSettings } from "./describe.ts";
import { doorSettings } from "./door.ts";
import { keptSettings } from "./kept.ts";
import type { ConfigValues } from "./load.ts";
import { numeric } from "./numeric.ts";

const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1"),
]);

/** Settings every process of the house understands. */
export const houseSettings = defineSettings({
  dataFolder: {
    schema: z.string().min(1).default("./data"),
    env: "MILLRACE_DATA",
    about: "Folder of the embedded database, saved pages and uploads",
  },
  databaseUrl: {
    schema: z.string().min(1).nullable().default(null),
    env: "DATABASE_URL",
    about: "Postgres 15 or newer to use instead of the embedded one",
    isSecret: true,
  },
  host: {
    schema: z.string().min(1).default("127.0.0.1"),
    env: "HOST",
    about: "Address the server listens on",
  },
  port: {
    schema: numeric.pipe(z.number().int().min(0).max(65_535)).default(4400),
    env: "PORT",
    about: "Port the server listens on; 0 picks a free one",
  },
  role: {
    schema: z.enum(["all", "web", "worker"]).default("all"),
    env: "MILLRACE_ROLE",
    about: "What this process does: web serves pages, worker runs work, all does both",
  },
  demo: {
    schema: z.union([z.literal("auto"), flag]).default("auto"),
    env: "MILLRACE_DEMO",
    about: "Demo mode, in which third parties are simulators: true, false, or auto, which is on",
  },
  demoUrl: {
    schema: z.url().nullable().default(null),
    env: "MILLRACE_DEMO_URL",
    about: "Address of a LinkedIn simulator that is running already; without it, this process starts one",
  },
  demoPortalUrl: {
    schema: z.url().nullable().default(null),
    env: "MILLRACE_DEMO_PORTAL_URL",
    about:
      "Address of a metrics portal simulator (mytoolsplan) that is running already; without it, this process starts one",
  },
  logLevel: {
    schema: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    env: "LOG_LEVEL",
    about: "Least severe log line written to the error output",
  },
  otlpEndpoint: {
    schema: z.url().nullable().default(null),
    env: "OTEL_EXPORTER_OTLP_ENDPOINT",
    about: "OTLP/HTTP collector for traces; without it, no tracing",
  },
  traceSampleRatio: {
    schema: numeric.pipe(z.number().min(0).max(1)).default(0.05),
    env: "MILLRACE_TRACE_SAMPLE_RATIO",
    about: "Share of traces kept, 0 to 1",
  },
  keyFile: {
    schema: z.string().min(1).nullable().default(null),
    env: "MILLRACE_KEY_FILE",
    about:
      "File with the key of encrypted settings, outside the data folder; without it, millrace/key in the user's configuration folder",
  },
  chromium: {
    schema: z.string().min(1).nullable().default(null),
    env: "MILLRACE_CHROMIUM",
    about: "Program file of Chromium or Google Chrome; without it, the machine's own is looked for",
  },
  backupFolder: {
    schema: z.string().min(1).nullable().default(null),
    env: "MILLRACE_BACKUP_FOLDER",
    about: "Folder of scheduled backups; without it, backups in the data folder",
  },
  ...doorSettings,
  ...keptSettings,
});

export type HouseConfig = ConfigValues<typeof houseSettings>;
