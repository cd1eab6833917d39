import {
  migrate,
  openDatabaseUrl,
  platformMigrations,
  startEmbeddedServer,
  type Database,
} from "@millrace/platform/db";
import { engineMigrations } from "@millrace/engine";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder } from "@millrace/platform/testing";
import { postsMigrations } from "@millrace/posts/feature";

/** A migrated, durable embedded Postgres in a temporary folder: what `npm start` runs on. */
export interface BenchDatabase extends AsyncDisposable {
  readonly database: Database;
  /** Folder for whatever else the bench keeps; goes with the database. */
  readonly folder: string;
}

const log = createLogger({ level: "warn" });

export async function openBenchDatabase(): Promise<BenchDatabase> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTemporaryFolder("millrace-bench-"));
  const server = await startEmbeddedServer({ dataFolder: folder.path, log, maxConnections: 100 });
  opened.defer(() => server.stop());
  const database = opened.use(openDatabaseUrl(server.url, { log }));
  await migrate(database, [platformMigrations, engineMigrations, postsMigrations]);
  const owned = opened.move();
  return { database, folder: folder.path, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
