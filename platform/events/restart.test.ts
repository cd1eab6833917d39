import { startEmbeddedServer, openDatabaseUrl, migrate, platformMigrations } from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, until } from "@millrace/platform/testing";
import { readFile } from "node:fs/promises";
import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEventHub, publishEvents } from "./index.ts";

const log = createLogger({ level: "silent" });

test("the reader goes on where it was after the whole database server was killed and came back", async () => {
  await using folder = await createTemporaryFolder();
  const server = await startEmbeddedServer({ dataFolder: folder.path, log });
  try {
    await using database = openDatabaseUrl(server.url, { log });
    await migrate(database, [platformMigrations]);
    await using hub = await openEventHub({ pool: database.pool, log });
    const heard: string[] = [];
    await hub.subscribe(null, {
      onEvent: ({ subject }) => void (subject !== null && heard.push(subject)),
      onReset: () => heard.push("reset"),
    });
    await publishEvents(database.pool, [{ type: "thing.made", subject: "before", payload: {} }]);
    await until("it is heard", async () => heard.length === 1);

    process.kill(await postmasterOf(folder.path), "SIGKILL");

    await until("the database takes writes again", () =>
      publishEvents(database.pool, [{ type: "thing.made", subject: "after", payload: {} }]).then(
        () => true,
        () => false,
      ),
    );
    await until("it is heard", async () => heard.length === 2);
    expect(heard).toEqual(["before", "after"]);
  } finally {
    await server.stop();
  }
}, 90_000);

async function postmasterOf(folder: string): Promise<number> {
  const [file] = globSync("**/postmaster.pid", { cwd: folder });
  return Number((await readFile(join(folder, file ?? ""), "utf8")).split("\n")[0]);
}
