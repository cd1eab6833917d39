import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, open, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyBackup, writeBackup } from "@millrace/platform/backup";
import { migrate, platformMigrations, type Database } from "@millrace/platform/db";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import {
  createEmptyDatabase,
  createTemporaryFolder,
  until,
  type TemporaryFolder,
} from "@millrace/platform/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { backedUpSchemas } from "./backups/schemas.ts";
import { restoreHouse } from "./backups/restore-house.ts";
import type { BackupList } from "./backups-contract.ts";
import { json, openTestHouse, type TestHouse } from "./testing/test-house.ts";

// Houses are stopped and restored, and a dead worker's runs are taken over only after its silence.
vi.setConfig({ testTimeout: 90_000 });

const log = createLogger({ level: "silent" });
let folder: TemporaryFolder;
let house: TestHouse;
let dataFolder: string;
beforeAll(async () => {
  folder = await createTemporaryFolder();
  house = await openTestHouse({ site: { posts: 120 }, config: { keyFile: join(folder.path, "key") } });
  dataFolder = house.context.config.dataFolder;
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const place = (name: string): string => join(folder.path, name);
const list = async (): Promise<BackupList> => (await house.call<BackupList>("/backups")).body;

/**
 * One hash per table over its rows in order, and how many there are; without the transactions that wrote them, which are
 * others in another database.
 */
async function tableHashes(db: Database): Promise<Record<string, string>> {
  const { rows: tables } = await db.pool.query<{ name: string; columns: string }>(
    `select c.table_schema || '.' || c.table_name as name,
       string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position) as columns
     from information_schema.columns c join information_schema.tables using (table_schema, table_name)
     where c.table_schema = any($1) and table_type = 'BASE TABLE' and c.data_type <> 'xid8' group by 1`,
    [backedUpSchemas],
  );
  const hashes: Record<string, string> = {};
  for (const { name, columns } of tables) {
    const { rows } = await db.pool.query<{ hash: string }>(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, E'\\n' order by t::text collate "C"), '')) as hash
       from (select ${columns} from ${name}) t`,
    );
    hashes[name] = rows[0]?.hash ?? "";
  }
  return hashes;
}

async function objectsOf(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const names = await readdir(join(root, "objects"), { recursive: true });
  for (const name of names.filter((one) => one.endsWith(".zst")).sort())
    found[name] = createHash("sha256")
      .update(await readFile(join(root, "objects", name)))
      .digest("hex");
  return found;
}

async function backUp(name: string): Promise<string> {
  const { db, objects } = house.context;
  const path = place(name);
  await writeBackup({ pool: db.pool, objects, schemas: backedUpSchemas, version: "test", path });
  return path;
}

test("every schema of the house is backed up", async () => {
  const { rows } = await house.database.pool.query<{ name: string }>(
    "select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname not in ('public', 'information_schema') order by 1",
  );
  expect(rows.map(({ name }) => name)).toEqual([...backedUpSchemas].sort());
});

test("a backup made under load shows one instant, and while the house stands still every row and object comes back", async () => {
  await house.call("/settings", {
    ...json({ changes: { smtpUrl: "smtp://me:canary@mail.example", backupKeep: 2 } }),
    method: "PATCH",
  });
  await house.call("/collections", json({ source: "linkedin-demo", max_posts: 60 }));
  await until("posts arrive", async () => {
    const { rows } = await house.database.pool.query<{ count: number }>(
      "select count(*)::int as count from posts.post",
    );
    return (rows[0]?.count ?? 0) > 9;
  });
  const running = await backUp("running.tar");
  await house.stop();
  const still = await backUpStopped("still.tar");
  const [before, objects] = [await tableHashes(house.database), await objectsOf(dataFolder)];

  await using target = await createEmptyDatabase();
  const restored = await restoreHouse(still, { dataFolder: place("restored"), databaseUrl: target.url }, log);
  expect(await tableHashes(target)).toEqual(before);
  expect(await objectsOf(place("restored"))).toEqual(objects);
  expect(restored.objects).toBe(Object.keys(objects).length);
  expect(await readFile(still)).not.toContain("canary");

  await using other = await createEmptyDatabase();
  await restoreHouse(running, { dataFolder: place("restored-running"), databaseUrl: other.url }, log);
  const { rows } = await other.pool.query<{ orphans: number; posts: number }>(
    `select (select count(*)::int from posts.minhash_band b left join posts.post p on p.id = b.post_id where p.id is null) as orphans,
       (select count(*)::int from posts.post) as posts`,
  );
  expect(rows[0]?.orphans).toBe(0);
  const hashes = (
    await other.pool.query<{ hash: string }>(
      "select snapshot_hash as hash from posts.post where snapshot_hash is not null",
    )
  ).rows;
  const store = await openObjectStore({ folder: join(place("restored-running"), "objects") });
  for (const { hash } of hashes) expect(await store.has(hash), hash).toBe(true);

  // What was under way goes on in the restored house, once.
  await house.restart({ databaseUrl: other.url, dataFolder: place("restored-running") });
  await until("the collection ends in the restored house", async () => {
    const ended = await other.pool.query("select 1 from posts.collection where outcome = 'succeeded'");
    return ended.rowCount === 1;
  });
  const posts = await other.pool.query<{ count: number; urns: number }>(
    "select count(*)::int as count, count(distinct urn)::int as urns from posts.post",
  );
  expect(posts.rows[0]?.count).toBe(posts.rows[0]?.urns);
  await house.restart();
});

/** With the server stopped its store and pool are closed: of our own. */
async function backUpStopped(name: string): Promise<string> {
  const objects = await openObjectStore({ folder: join(dataFolder, "objects") });
  const path = place(name);
  await writeBackup({ pool: house.database.pool, objects, schemas: backedUpSchemas, version: "test", path });
  return path;
}

test.each([
  ["cut off", async (path: string) => truncate(path, 400_000)],
  ["changed by one bit in a table", (path: string) => flip(path, 136_000)],
  ["changed by one bit in the manifest", (path: string) => flip(path, 1_000)],
  ["no backup at all", async (path: string) => writeFile(path, "hello")],
])("a backup that is %s is refused before anything is made", async (_what, spoil) => {
  const path = place("spoilt.tar");
  await copyFile(place("still.tar"), path);
  await spoil(path);
  await using target = await createEmptyDatabase();
  await expect(
    restoreHouse(path, { dataFolder: place("nothing"), databaseUrl: target.url }, log),
  ).rejects.toMatchObject({ code: "backup_damaged" });
  const { rowCount } = await target.pool.query("select 1 from pg_namespace where nspname = any($1)", [
    backedUpSchemas,
  ]);
  expect(rowCount).toBe(0);
  expect(existsSync(place("nothing"))).toBe(false);
});

async function flip(path: string, at: number): Promise<void> {
  await using file = await open(path, "r+");
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, at);
}

test("neither a filled folder nor a filled database is restored into", async () => {
  await mkdir(place("filled"), { recursive: true });
  await writeFile(join(place("filled"), "x"), "");
  await using target = await createEmptyDatabase();
  await expect(
    restoreHouse(place("still.tar"), { dataFolder: place("filled"), databaseUrl: target.url }, log),
  ).rejects.toMatchObject({
    code: "restore_target_not_empty",
    message: expect.stringContaining("delete this one") as string,
  });
  await expect(
    restoreHouse(place("still.tar"), { dataFolder: place("empty"), databaseUrl: house.database.url }, log),
  ).rejects.toMatchObject({ code: "restore_target_not_empty" });
});

test("a backup of an earlier schema is restored and migrated forward; one of a later release is refused", async () => {
  // The engine's schema is made by launching it, once at a time in a process.
  await house.stop();
  await using old = await createEmptyDatabase();
  await migrate(old, [platformMigrations], new Set(["platform/0001_platform", "platform/0002_http"]));
  await old.pool.query(
    "insert into millrace.http_robots (origin, status, fetched_at) values ('https://old.example', 404, now())",
  );
  const objects = await openObjectStore({ folder: place("old-objects") });
  const path = place("old.tar");
  await writeBackup({ pool: old.pool, objects, schemas: backedUpSchemas, version: "0.0.1", path });
  await using target = await createEmptyDatabase();
  await restoreHouse(path, { dataFolder: place("migrated"), databaseUrl: target.url }, log);
  const { rows } = await target.pool.query<{ origin: string; settings: boolean }>(
    "select origin, to_regclass('millrace.setting') is not null as settings from millrace.http_robots",
  );
  expect(rows).toEqual([{ origin: "https://old.example", settings: true }]);

  await old.pool.query(
    "insert into millrace.migrations (source, name, checksum) values ('platform', '9999_later', 'x')",
  );
  await writeBackup({
    pool: old.pool,
    objects,
    schemas: backedUpSchemas,
    version: "9.0.0",
    path: place("later.tar"),
  });
  await using another = await createEmptyDatabase();
  await expect(
    restoreHouse(place("later.tar"), { dataFolder: place("later"), databaseUrl: another.url }, log),
  ).rejects.toMatchObject({
    code: "database_newer",
    message: expect.stringContaining("9999_later") as string,
  });
  await house.restart();
});

test("a backup that is stopped in the middle leaves no file that looks like one", async () => {
  const { objects } = house.context;
  const stopped = new AbortController();
  const path = place("stopped.tar");
  await expect(
    writeBackup({
      pool: house.database.pool,
      objects,
      schemas: backedUpSchemas,
      version: "test",
      path,
      signal: stopped.signal,
      onProgress: () => stopped.abort(new Error("stopped")),
    }),
  ).rejects.toThrow("stopped");
  expect((await readdir(folder.path)).filter((name) => name.startsWith("stopped"))).toEqual([]);
});

test("backups are started, listed, downloaded, kept by number and deleted over the API", async () => {
  const names: string[] = [];
  for (let made = 0; made < 3; made += 1) {
    const started = await house.call<{ run_id: string }>("/backups", { method: "POST" });
    expect(started).toMatchObject({ status: 202 });
    await until("the backup is there", async () => {
      const run = await house.call<{ status: string; output: { name: string } }>(
        `/runs/${encodeURIComponent(started.body.run_id)}`,
      );
      if (run.body.status === "succeeded") names.push(run.body.output.name);
      return run.body.status === "succeeded";
    });
  }
  const { items, keep, schedule, next_at } = await list();
  expect({ keep, schedule, next: next_at !== null }).toEqual({ keep: 2, schedule: "0 3 * * *", next: true });
  expect(items.map(({ name }) => name)).toEqual([...new Set(names)].sort().reverse().slice(0, 2));
  const [newest] = items;
  if (newest === undefined) throw new Error("there is no backup");
  expect(newest).toMatchObject({ problem: null, rows: expect.any(Number) as number });
  const answer = await fetch(`${house.url}/api/v1/backups/${newest.name}`);
  await writeFile(place("downloaded.tar"), Buffer.from(await answer.arrayBuffer()));
  expect((await verifyBackup(place("downloaded.tar"))).created_at).toBe(newest.created_at);
  const metrics = await (await fetch(`${house.url}/metrics`)).text();
  expect(metrics).toMatch(/^millrace_backup_age_seconds \d/mu);
  expect((await house.call(`/backups/${newest.name}`, { method: "DELETE" })).status).toBe(204);
  expect((await house.call(`/backups/${newest.name}`)).status).toBe(404);
  expect((await house.call("/backups/..%2Fmillrace.lock")).status).toBe(400);
});
