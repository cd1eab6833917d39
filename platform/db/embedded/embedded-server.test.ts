import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, chmod, mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { connectDatabase, openDatabase, type Database } from "@millrace/platform/db";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, startProgram, until, type ChildProgram } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { isRunning } from "./process-info.ts";

const log = createLogger({ level: "silent" });
const ownerProgram = new URL("./owner.fixture.ts", import.meta.url);
const isRoot = process.getuid?.() === 0;

test("an empty data folder gets a durable database whose rows outlive an orderly stop", async () => {
  await using folder = await createTemporaryFolder();
  {
    await using database = await openDatabase({ dataFolder: folder.path, log });
    expect([database.isEmbedded, database.isOwner]).toEqual([true, true]);
    expect(await settings(database)).toEqual({
      fsync: "on",
      full_page_writes: "on",
      listen_addresses: "",
      synchronous_commit: "on",
    });
    await database.pool.query("create table kept (number integer)");
    await database.pool.query("insert into kept values (7)");
  }
  expect(await postmasterPid(folder.path)).toBeNull();
  await using again = await openDatabase({ dataFolder: folder.path, log });
  expect((await again.pool.query("select number from kept")).rows).toEqual([{ number: 7 }]);
});

test("a command beside the owner connects without the lock, and gets null when no server runs", async () => {
  await using folder = await createTemporaryFolder();
  expect(await connectDatabase({ dataFolder: folder.path, log })).toBeNull();
  const owner = await openDatabase({ dataFolder: folder.path, log });
  const guest = await connectDatabase({ dataFolder: folder.path, log });
  expect(guest?.isOwner).toBe(false);
  await guest?.[Symbol.asyncDispose]();
  expect((await owner.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await owner[Symbol.asyncDispose]();
  expect(await connectDatabase({ dataFolder: folder.path, log })).toBeNull();
});

test("after kill -9 of the app the server lives on and the next start adopts it", async () => {
  await using folder = await createTemporaryFolder();
  await using app = startProgram(ownerProgram, [folder.path]);
  const { postmasterPid: before } = await ready(app);
  app.kill();
  await app.ended;
  expect(isRunning(before)).toBe(true);
  await using database = await openDatabase({ dataFolder: folder.path, log });
  expect(await postmasterPid(folder.path)).toBe(before);
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("Ctrl-C in the terminal of the app does not reach the server: it has a session of its own", async () => {
  await using folder = await createTemporaryFolder();
  await using database = await openDatabase({ dataFolder: folder.path, log });
  expect(database.isOwner).toBe(true);
  const pid = await postmasterPid(folder.path);
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return;
  const [, , processGroup, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  expect([processGroup, session]).toEqual([String(pid), String(pid)]);
});

test("a postmaster killed below a living app is restarted and the pool goes on by itself", async () => {
  await using folder = await createTemporaryFolder();
  await using database = await openDatabase({ dataFolder: folder.path, log });
  await database.pool.query("create table kept (number integer)");
  const held = await database.pool.connect();
  const before = await postmasterPid(folder.path);
  process.kill(before ?? 0, "SIGKILL");
  await until("the old server is gone", async () => !isRunning(before ?? 0));
  await database.pool.query("insert into kept values (1)");
  held.release(true);
  expect((await database.pool.query("select number from kept")).rows).toEqual([{ number: 1 }]);
  expect(await postmasterPid(folder.path)).not.toBe(before);
});

test.runIf(process.platform === "linux")(
  "a backend lost in a computation does not keep a killed server from coming back",
  async () => {
    await using folder = await createTemporaryFolder();
    await using database = await openDatabase({ dataFolder: folder.path, log });
    const lost = database.pool.query("do $$ begin loop end loop; end $$").catch((error: unknown) => error);
    await until(
      "the computation runs",
      async () =>
        (
          await database.pool.query(
            "select 1 from pg_stat_activity where query like 'do %' and state = 'active'",
          )
        ).rowCount === 1,
    );
    process.kill((await postmasterPid(folder.path)) ?? 0, "SIGKILL");
    expect(await lost).toBeInstanceOf(Error);
    await until(
      "the database is back",
      async () => (await database.pool.query("select 1").catch(() => null))?.rowCount === 1,
    );
  },
);

test("no acknowledged row is lost when app and database are killed in the middle of writing", async () => {
  await using folder = await createTemporaryFolder();
  {
    await using database = await openDatabase({ dataFolder: folder.path, log });
    await database.pool.query("create table kept (number integer primary key)");
  }
  await using app = startProgram(ownerProgram, [folder.path, "write"]);
  const { postmasterPid: pid } = await ready(app);
  await until("rows are written", async () => app.lines.length > 200);
  app.kill();
  process.kill(pid, "SIGKILL");
  await app.ended;
  const acknowledged = app.lines.slice(1).filter((line) => line.endsWith("}")).length;
  await using database = await openDatabase({ dataFolder: folder.path, log });
  const { rows } = await database.pool.query<{ count: string }>(
    "select count(*) from kept where number <= $1",
    [acknowledged],
  );
  expect(Number(rows[0]?.count)).toBe(acknowledged);
});

test("a postmaster killed while it starts does not fail the app's start", async () => {
  await using folder = await createTemporaryFolder();
  await (await openDatabase({ dataFolder: folder.path, log }))[Symbol.asyncDispose]();
  const opening = openDatabase({ dataFolder: folder.path, log });
  const first = await until("a postmaster is on its way", async () => await postmasterPid(folder.path));
  process.kill(first, "SIGKILL");
  await using database = await opening;
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("SIGTERM stops app and server, and the folder is free for the next start", async () => {
  await using folder = await createTemporaryFolder();
  await using app = startProgram(ownerProgram, [folder.path]);
  const { postmasterPid: pid } = await ready(app);
  app.kill("SIGTERM");
  expect(await app.ended).toBe(0);
  expect(isRunning(pid)).toBe(false);
});

test("a second app on the same data folder is refused with the first one's pid and exit code 1", async () => {
  await using folder = await createTemporaryFolder();
  await using first = startProgram(ownerProgram, [folder.path]);
  await ready(first);
  await using second = startProgram(ownerProgram, [folder.path]);
  const refusal = JSON.parse(await second.nextLine()) as { code: string; message: string };
  expect(refusal.code).toBe("data_folder_locked");
  expect(refusal.message).toContain(folder.path);
  expect(refusal.message).toContain(`pid ${first.pid}`);
  expect(await second.ended).toBe(1);
  first.kill("SIGTERM");
  await first.ended;
});

test("a postmaster.pid whose number went to another program of the same user is no obstacle", async () => {
  await using folder = await createTemporaryFolder();
  await (await openDatabase({ dataFolder: folder.path, log }))[Symbol.asyncDispose]();
  const stranger = spawn("sleep", ["600"], isRoot ? { uid: 65534, gid: 65534, cwd: "/" } : { cwd: "/" });
  await once(stranger, "spawn");
  const cluster = join(folder.path, "postgres");
  await writeFile(
    join(cluster, "postmaster.pid"),
    `${stranger.pid}\n${cluster}\n1700000000\n5432\n${cluster}\n\n1 1\nready\n`,
  );
  await using database = await openDatabase({ dataFolder: folder.path, log });
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  stranger.kill();
});

test.runIf(process.platform !== "win32")(
  "a server living in another container is not joined by a second one",
  async () => {
    await using folder = await createTemporaryFolder();
    await using app = startProgram(ownerProgram, [folder.path]);
    const { postmasterPid: pid } = await ready(app);
    app.kill();
    await app.ended;
    // A pid that does not exist here is what another container's looks like.
    const pidFile = join(folder.path, "postgres", "postmaster.pid");
    await writeFile(pidFile, (await readFile(pidFile, "utf8")).replace(/^\d+/, "4194305"));
    await expect(openDatabase({ dataFolder: folder.path, log })).rejects.toMatchObject({
      code: "data_folder_locked",
    });
    process.kill(pid, "SIGKILL");
    await until("the server is gone", async () => !isRunning(pid));
  },
);

test("a cluster of another major version is refused before anything is touched", async () => {
  await using folder = await createTemporaryFolder();
  await mkdir(join(folder.path, "postgres"));
  await writeFile(join(folder.path, "postgres", "PG_VERSION"), "15\n");
  await expect(openDatabase({ dataFolder: folder.path, log })).rejects.toMatchObject({
    code: "database_version_mismatch",
    exitCode: 1,
  });
});

test("a folder that cannot be made or written is refused in one sentence", async () => {
  await using folder = await createTemporaryFolder();
  const file = join(folder.path, "file");
  await writeFile(file, "");
  for (const dataFolder of [join(file, "data"), "/proc/millrace"]) {
    await expect(openDatabase({ dataFolder, log })).rejects.toMatchObject({
      code: "data_folder_not_writable",
      exitCode: 1,
    });
  }
});

test("a data folder with a very long path, spaces and quotes keeps its socket elsewhere and works", async () => {
  await using folder = await createTemporaryFolder();
  const dataFolder = join(folder.path, `it's "long" ${"x".repeat(90)}`);
  await using database = await openDatabase({ dataFolder, log });
  const socketFolder = new URL(database.url).searchParams.get("host") ?? "";
  expect(Buffer.byteLength(socketFolder)).toBeLessThan(100);
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await database[Symbol.asyncDispose]();
  await rm(socketFolder, { recursive: true });
});

test("the server's log stays out of the data and holds no statement text", async () => {
  await using folder = await createTemporaryFolder();
  await using database = await openDatabase({ dataFolder: folder.path, log });
  await expect(database.pool.query("select 'secret-canary'::integer")).rejects.toMatchObject({
    code: "22P02",
  });
  expect(await readFile(join(folder.path, "postgres.log"), "utf8")).not.toContain("secret-canary");
});

test.runIf(isRoot)(
  "below a folder closed to the service user the cluster is kept elsewhere and linked",
  async () => {
    await using folder = await createTemporaryFolder();
    const closed = join(folder.path, "closed");
    await mkdir(join(closed, "data"), { recursive: true });
    await chmod(closed, 0o700);
    const dataFolder = join(closed, "data");
    {
      await using database = await openDatabase({ dataFolder, log });
      await database.pool.query("create table kept ()");
    }
    const cluster = await realpath(join(dataFolder, "postgres"));
    expect(cluster.startsWith("/var/lib/millrace/")).toBe(true);
    {
      await using again = await openDatabase({ dataFolder, log });
      expect((await again.pool.query("select from kept")).rowCount).toBe(0);
    }
    await rm(dirname(cluster), { recursive: true });
    await expect(access(cluster)).rejects.toMatchObject({ code: "ENOENT" });
  },
);

async function ready(app: ChildProgram): Promise<{ postmasterPid: number }> {
  const line = await app.nextLine();
  expect(line, app.errorText).toContain('"ready":true');
  return JSON.parse(line) as { postmasterPid: number };
}

async function postmasterPid(dataFolder: string): Promise<number | null> {
  const text = await readFile(join(dataFolder, "postgres", "postmaster.pid"), "utf8").catch(() => null);
  return text === null ? null : Number(text.split("\n")[0]);
}

async function settings(database: Database): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit')",
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.setting]));
}
