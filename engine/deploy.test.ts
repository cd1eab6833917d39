import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { startWorker } from "./fixtures/start-worker.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";
import {
  count,
  createEffectTables,
  effectsOf,
  handlersOn,
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
