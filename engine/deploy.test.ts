import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { startWorker } from "./fixtures/start-worker.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";
import {
  count,
  createEffectTables,
  effectsOf,
  handlersOn,
  oath,
  relay,
  release,
  waitForAbort,
} from "./fixtures/workflows.ts";

test("after a deploy a run goes on under the newer version or waits for the older, as its workflow declares", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const older = await startWorker(database.url, { ENGINE_VERSION: "1" });
  const web = await openTestEngine(database, handlersOn(database.pool), {
    role: "web",
    applicationVersion: "1",
  });
  const continues = await web.start(count, { steps: 2, holdAt: 0 }, { key: "a" });
  const drains = await web.start(waitForAbort, null, { key: "a" });
  for (const run of [continues, drains]) {
    await until("it runs", async () => (await effectsOf(database.pool, run.runId)).length === 1);
  }
  await web[Symbol.asyncDispose]();
  older.kill();
  await older.ended;

  await using newer = await openTestEngine(database, handlersOn(database.pool), { applicationVersion: "2" });
  await release(database.pool, continues.runId);
  expect(await newer.handleOf(count, continues.runId).result()).toBe(2);
  expect(await newer.get(drains.runId)).toMatchObject({ status: "queued" });

  await using again = await startWorker(database.url, { ENGINE_VERSION: "1" });
  await until("the older version has it again", async () =>
    (await effectsOf(database.pool, drains.runId)).some((effect) => effect.pid === again.pid),
  );
});

test("while the older version lives it keeps what it runs, and its orderly end hands on what may go on", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using older = await startWorker(database.url, { ENGINE_VERSION: "1" });
  const starts = async (version: string, key: string) => {
    await using web = await openTestEngine(database, handlersOn(database.pool), {
      role: "web",
      applicationVersion: version,
    });
    const runs = [await web.start(relay, null, { key }), await web.start(oath, null, { key })];
    for (const run of runs)
      await until("it closes", async () => (await effectsOf(database.pool, run.runId)).length === 2);
    return runs.map((run) => run.runId);
  };
  const [early = "", earlyOath = ""] = await starts("1", "early");
  await using newer = await startWorker(database.url, { ENGINE_VERSION: "2" });
  const [, lateOath = ""] = await starts("2", "late");
  expect((await effectsOf(database.pool, lateOath)).map((effect) => effect.pid)).toEqual([
    newer.pid,
    newer.pid,
  ]);
  for (const runId of [early, earlyOath])
    expect((await effectsOf(database.pool, runId)).map((effect) => effect.pid)).toEqual([
      older.pid,
      older.pid,
    ]);

  await release(database.pool, earlyOath);
  await using web = await openTestEngine(database, handlersOn(database.pool), {
    role: "web",
    applicationVersion: "2",
  });
  expect(await web.handleOf(oath, earlyOath).result()).toEqual(["open by 1", "close by 1"]);
  older.kill("SIGTERM");
  await older.ended;
  await release(database.pool, early);
  expect(await web.handleOf(relay, early).result()).toEqual(["open by 1", "close by 2", "tidy by 2"]);
});

test("a run that only its older version may end says so when no such worker is there, and can be moved by a person", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const older = await startWorker(database.url, { ENGINE_VERSION: "1" });
  await using web = await openTestEngine(database, handlersOn(database.pool), {
    role: "web",
    applicationVersion: "2",
  });
  await using newer = await startWorker(database.url, { ENGINE_VERSION: "2" });
  const run = await web.start(oath, null, { key: "a" });
  await database.pool.query(
    "update dbos.workflow_status set application_version = '1' where status = 'ENQUEUED'",
  );
  await until("it closes", async () => (await effectsOf(database.pool, run.runId)).length === 2);
  const begunBy = (await effectsOf(database.pool, run.runId)).map((effect) => effect.pid);
  older.kill();
  await older.ended;

  const stranded = await until("it waits for its version", async () => {
    const { items } = await web.list({ runIds: [run.runId], limit: 1 });
    return items[0]?.error?.name === "NoWorker" ? items[0] : null;
  });
  expect(stranded).toMatchObject({ status: "queued", error: { rung: "needs_attention" } });
  expect(stranded.error?.message).toContain("version 1");

  await release(database.pool, run.runId);
  await web.pause(run.runId);
  await web.retryFrom(run.runId, null);
  expect(await run.result()).toEqual(["open by 1", "close by 2", "tidy by 2"]);
  expect(newer.pid).toBeGreaterThan(0);
  expect(begunBy).toHaveLength(2);
});

test("a web process starts runs and leaves them to workers", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  const run = await web.start(count, { steps: 1, holdAt: null }, { key: "a" });
  await using worker = await startWorker(database.url);
  expect(await run.result()).toBe(1);
  expect((await effectsOf(database.pool, run.runId)).map((effect) => effect.pid)).toEqual([worker.pid]);
});

test("several processes may open a new database at the same moment", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const workers = await Promise.all(
    ["a", "b", "c"].map((name) => startWorker(database.url, { ENGINE_WORKER: name })),
  );
  try {
    await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
    const run = await web.start(count, { steps: 1, holdAt: null }, { key: "a" });
    expect(await run.result()).toBe(1);
    expect((await database.pool.query("select 1 from engine.worker where role = 'worker'")).rowCount).toBe(3);
  } finally {
    for (const worker of workers) await worker[Symbol.asyncDispose]();
  }
});
