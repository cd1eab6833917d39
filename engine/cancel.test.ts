import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { z } from "zod";
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
import { defineWorkflow, handleWorkflow, RunCancelled } from "./index.ts";

const parent = defineWorkflow({ id: "parent", input: z.null(), output: z.null(), onDeploy: "continue" });

test("cancel from another process aborts the running step's signal and ends the run as cancelled", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  await using worker = await startWorker(database.url);
  const run = await web.start(waitForAbort, null, { key: "a" });
  await until("the step waits", async () => (await effectsOf(database.pool, run.runId)).length === 1);

  await web.cancel(run.runId);
  await web.cancel(run.runId);

  await expect(run.result()).rejects.toBeInstanceOf(RunCancelled);
  await until("the step saw its signal", async () =>
    (await effectsOf(database.pool, run.runId)).some((effect) => effect.step === "aborted"),
  );
  expect(await web.get(run.runId)).toMatchObject({ status: "cancelled", steps: [] });
  expect((await effectsOf(database.pool, run.runId)).map((effect) => effect.pid)).toEqual([
    worker.pid,
    worker.pid,
  ]);
});

test("a cancelled run resumes at the step it was in", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, handlersOn(database.pool));
  const run = await engine.start(count, { steps: 3, holdAt: 1 }, { key: "a" });
  await until("step 1 runs", async () => (await effectsOf(database.pool, run.runId)).length === 2);
  await engine.cancel(run.runId);
  await expect(run.result()).rejects.toBeInstanceOf(RunCancelled);

  await release(database.pool, run.runId);
  await engine.resume(run.runId);

  expect(await engine.handleOf(count, run.runId).result()).toBe(3);
  expect((await effectsOf(database.pool, run.runId)).map((effect) => effect.step)).toEqual([
    "step-0",
    "step-1",
    "step-1",
    "step-2",
  ]);
});

test("cancelling a parent cancels its children, and a sleeping run ends at once", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const sleeper = handleWorkflow(parent, async (context) => {
    await context.start(waitForAbort, null, { key: "child" });
    await context.sleep(3_600_000);
    return null;
  });
  await using engine = await openTestEngine(database, [sleeper, ...handlersOn(database.pool)]);
  const run = await engine.start(parent, null, { key: "a" });
  const child = await until(
    "the child runs",
    async () => (await engine.list({ parentRunId: run.runId, status: "running", limit: 1 })).items[0],
  );
  await until("its step waits", async () => (await effectsOf(database.pool, child.runId)).length === 1);

  await engine.cancel(run.runId);

  await expect(run.result()).rejects.toBeInstanceOf(RunCancelled);
  await expect(engine.handleOf(waitForAbort, child.runId).result()).rejects.toBeInstanceOf(RunCancelled);
  await until(
    "the child's step saw its signal",
    async () => (await effectsOf(database.pool, child.runId)).length === 2,
  );
});

test("cancelling what has ended or never was changes nothing", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, handlersOn(database.pool));
  const run = await engine.start(count, { steps: 1, holdAt: null }, { key: "a" });
  await run.result();
  await engine.cancel(run.runId);
  await engine.cancel("count:none");
  expect(await engine.get(run.runId)).toMatchObject({ status: "succeeded" });
});

test("a queued run that is cancelled never starts", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, handlersOn(database.pool));
  const run = await engine.start(count, { steps: 1, holdAt: null }, { key: "a", delayMs: 60_000 });
  expect(await engine.get(run.runId)).toMatchObject({ status: "queued" });
  await engine.cancel(run.runId);
  await expect(run.result()).rejects.toBeInstanceOf(RunCancelled);
  expect(await effectsOf(database.pool, run.runId)).toEqual([]);
});
