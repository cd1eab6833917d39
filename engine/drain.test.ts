import { createTestDatabase, until } from "@millrace/platform/testing";
import type { Pool } from "pg";
import { expect, test } from "vitest";
import { z } from "zod";
import { startWorker } from "./fixtures/start-worker.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { count, createEffectTables, effectsOf, handlersOn, release } from "./fixtures/workflows.ts";
import { defineWorkflow, handleWorkflow } from "./index.ts";

const sleeper = defineWorkflow({ id: "sleeper", input: z.null(), output: z.string(), onDeploy: "continue" });

test("a draining process lets its running step end, keeps what it did and hands the rest over", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const engine = await openTestEngine(database, handlersOn(database.pool));
  const run = await engine.start(count, { steps: 3, holdAt: 1 }, { key: "a" });
  await until("step 1 runs", async () => (await effectsOf(database.pool, run.runId)).length === 2);

  const drained = engine.drain(20_000);
  await release(database.pool, run.runId);
  await drained;

  expect((await effectsOf(database.pool, run.runId)).map((effect) => effect.step)).toEqual([
    "step-0",
    "step-1",
  ]);
  await using next = await openTestEngine(database, handlersOn(database.pool));
  expect(await next.handleOf(count, run.runId).result()).toBe(3);
  expect((await effectsOf(database.pool, run.runId)).map((effect) => effect.step)).toEqual([
    "step-0",
    "step-1",
    "step-2",
  ]);
});

test("a step that outlives the grace is aborted and done again elsewhere", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  await using worker = await startWorker(database.url);
  const run = await web.start(count, { steps: 2, holdAt: 0 }, { key: "a" });
  await until("step 0 runs", async () => (await effectsOf(database.pool, run.runId)).length === 1);

  worker.kill("SIGTERM");
  expect(await worker.nextLine()).toBe("drained");
  expect(await worker.ended).toBe(0);

  expect(await web.get(run.runId)).toMatchObject({ status: "queued", steps: [] });
  expect(
    (await database.pool.query("select 1 from engine.worker where pid = $1", [worker.pid])).rowCount,
  ).toBe(0);
  await release(database.pool, run.runId);
  await using next = await startWorker(database.url);
  expect(await run.result()).toBe(2);
  expect((await effectsOf(database.pool, run.runId)).map((effect) => effect.pid)).toEqual([
    worker.pid,
    next.pid,
    next.pid,
  ]);
});

/** Statements of this database that wait for another transaction. */
async function waitingStatements(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rowCount ?? 0;
}

test("a run that is paused while its process hands over stays paused", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const engine = await openTestEngine(database, handlersOn(database.pool));
  const run = await engine.start(count, { steps: 1, holdAt: 0 }, { key: "a" });
  await until("step 0 runs", async () => (await effectsOf(database.pool, run.runId)).length === 1);

  const holder = await database.pool.connect();
  await holder.query("begin");
  await holder.query("select 1 from dbos.workflow_status where workflow_uuid = $1 for update", [run.runId]);
  const paused = engine.pause(run.runId);
  await until("the pause waits", async () => (await waitingStatements(database.pool)) === 1);
  const drained = engine.drain(0);
  await until("the hand-over waits", async () => (await waitingStatements(database.pool)) === 2);
  await holder.query("commit");
  holder.release();
  await Promise.all([paused, drained]);

  await using next = await openTestEngine(database, [], { role: "web" });
  expect((await next.get(run.runId))?.status).toBe("paused");
});

test("a run that sleeps or waits for a retry does not hold a drain up", async () => {
  await using database = await createTestDatabase();
  const wakes: number[] = [];
  const handler = handleWorkflow(sleeper, async (context) => {
    await context.sleep(2_000);
    wakes.push(await context.now());
    return "woke";
  });
  const engine = await openTestEngine(database, [handler]);
  const run = await engine.start(sleeper, null, { key: "a" });
  await until("it sleeps", async () => (await engine.get(run.runId))?.steps.length === 1);
  const before = await engine.get(run.runId);
  await engine.drain(3_600_000);
  expect(wakes).toEqual([]);

  await using next = await openTestEngine(database, [handler]);
  expect(await next.handleOf(sleeper, run.runId).result()).toBe("woke");
  const after = await next.get(run.runId);
  expect(after?.steps[0]).toEqual(before?.steps[0]);
});

test("a drained engine refuses further calls in one sentence", async () => {
  await using database = await createTestDatabase();
  const engine = await openTestEngine(database, []);
  await Promise.all([engine.drain(0), engine.drain(0)]);
  await expect(engine.start(sleeper, null, { key: "a" })).rejects.toThrow("draining or closed");
});
