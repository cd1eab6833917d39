import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createLogger } from "@millrace/platform/telemetry";
import { migrate, openDatabaseUrl, startEmbeddedServer, type MigrationSource } from "@millrace/platform/db";
import { createTemporaryFolder } from "./temporary-folder.ts";

/** Environment variable through which a test run's server reaches its test files and the programs they start. */
export const testServerVariable = "MILLRACE_TEST_DATABASE_URL";

/** Database every test database is a copy of. */
export const templateName = "millrace_template";

/** The one server of a test run. */
export interface TestServer {
  /** Connection string of its administrative database. */
  adminUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts one Postgres for a whole test run in a temporary folder (no fsync) and migrates the template database.
 * A separate reaper process stops it and removes the folder when this process ends, however it ends, and after it
 * `temporaryFolder`, in which this run has all its temporary files.
 */
export async function startTestServer(
  sources: readonly MigrationSource[],
  temporaryFolder: string | null = null,
): Promise<TestServer> {
  const { path: dataFolder } = await createTemporaryFolder("millrace-test-");
  const log = createLogger({ level: "warn" });
  const reap = startReaper(dataFolder, temporaryFolder);
  const server = await startEmbeddedServer({ dataFolder, log, isDurable: false, maxConnections: 300 });
  await buildTemplate(server.url, sources);
  return {
    adminUrl: server.url,
    async stop() {
      await server.stop();
      await reap();
    },
  };
}

async function buildTemplate(adminUrl: string, sources: readonly MigrationSource[]): Promise<void> {
  const log = createLogger({ level: "warn" });
  await using admin = openDatabaseUrl(adminUrl, { log });
  await admin.pool.query(`create database ${templateName}`);
  await using template = openDatabaseUrl(urlOfDatabase(adminUrl, templateName), { log });
  await migrate(template, sources);
}

/** The same server's connection string with another database name. */
export function urlOfDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/**
 * The reaper notices our end by the end of its standard input, which the kernel closes even after kill -9.
 * The returned function lets it do its work now and resolves when everything is gone.
 */
function startReaper(dataFolder: string, temporaryFolder: string | null): () => Promise<void> {
  const script = fileURLToPath(new URL("./reap-test-server.ts", import.meta.url));
  const reaper = spawn(
    process.execPath,
    [script, dataFolder, ...(temporaryFolder === null ? [] : [temporaryFolder])],
    {
      // Its own session: Ctrl-C in the terminal must reach us, not it.
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    },
  );
  const gone = once(reaper, "exit");
  reaper.unref();
  return async () => {
    reaper.ref();
    reaper.stdin.end();
    await gone;
  };
}
