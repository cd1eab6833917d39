import { createTestDatabase, startProgram, until } from "@millrace/platform/testing";
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
import { defineWorkflow, handleWorkflow, RunCancelled, RunPaused } from "./index.ts";

const parent = defineWorkflow({ id: "parent", input: z.null(), output: z.int(), onDeploy: "continue" });

async function stepsRun(pool: Parameters<typeof effectsOf>[0], runId: string): Promise<string[]> {
  return (await effectsOf(pool, runId)).map((effect) => effect.step);
}

test("a paused run stops in another process and goes on at the step it was in", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  await using _worker = await startWorker(database.url);
  const run = await web.start(count, { steps: 3, holdAt: 1 }, { key: "a" });
  await until("step 1 runs", async () => (await effectsOf(database.pool, run.runId)).length === 2);

  await web.pause(run.runId);

  expect(await web.get(run.runId)).toMatchObject({
    status: "paused",
    queue: "default",
    error: null,
    endedAt: null,
  });
  expect((await web.list({ status: "paused", limit: 5 })).items).toHaveLength(1);
  expect((await web.list({ status: "cancelled", limit: 5 })).items).toEqual([]);
  await release(database.pool, run.runId);
  await web.resume(run.runId);
  // The handle was asked before the pause: a paused run has not ended.
  expect(await run.result()).toBe(3);
  expect(await stepsRun(database.pool, run.runId)).toEqual(["step-0", "step-1", "step-1", "step-2"]);
});

test("whoever waits for a paused run waits on, and its step is told that it was paused", async () => {
  await using database = await createTestDatabase();
  const reasons: unknown[] = [];
  let hasBegun = false;
  const handler = handleWorkflow(parent, async (context) =>
    context.step("wait", async ({ signal }) => {
      if (reasons.length > 0) return 7;
      hasBegun = true;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      reasons.push(signal.reason);
      throw signal.reason;
    }),
  );
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(parent, null, { key: "a" });
  const result = run.result();
  await until("its step waits", async () => hasBegun);

  await engine.pause(run.runId);
  await until("the step saw its signal", async () => reasons.length === 1);
  await engine.pause(run.runId);
  await engine.resume(run.runId);

  expect(await result).toBe(7);
  expect(reasons[0]).toBeInstanceOf(RunPaused);
});

test("a pause takes the children along, and resume those that it took", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const handler = handleWorkflow(parent, async (context) => {
    const held = await context.start(count, { steps: 1, holdAt: 0 }, { key: "held" });
    const apart = await context.start(count, { steps: 1, holdAt: 0 }, { key: "apart" });
    return (await held.result()) + (await apart.result());
  });
  await using engine = await openTestEngine(database, [handler, ...handlersOn(database.pool)]);
  const run = await engine.start(parent, null, { key: "a" });
  const [held, apart] = ["count:parent:a/held", "count:parent:a/apart"];
  await until(
    "both children run",
    async () =>
      (await stepsRun(database.pool, held)).length + (await stepsRun(database.pool, apart)).length === 2,
  );
  await engine.pause(apart);
  await engine.pause(run.runId);
  expect((await engine.list({ status: "paused", limit: 5 })).items).toHaveLength(3);

  for (const child of [held, apart]) await release(database.pool, child);
  await engine.resume(run.runId);

  await until("the child it took has ended", async () => (await engine.get(held))?.status === "succeeded");
  expect(await engine.get(apart)).toMatchObject({ status: "paused" });
  expect(await engine.get(run.runId)).toMatchObject({ status: "running" });
  await engine.resume(apart);
  expect(await run.result()).toBe(2);
});

test("a queued run that is paused does not start, and keeps its delay", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, handlersOn(database.pool));
  const run = await engine.start(count, { steps: 1, holdAt: null }, { key: "a", delayMs: 3_600_000 });
  await engine.pause(run.runId);
  expect(await engine.get(run.runId)).toMatchObject({ status: "paused" });
  await engine.resume(run.runId);
  expect(await engine.get(run.runId)).toMatchObject({ status: "queued" });
  expect(await stepsRun(database.pool, run.runId)).toEqual([]);
});

test("a paused run can be cancelled, and a cancelled parent resumes with its children", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const handler = handleWorkflow(parent, async (context) =>
    (await context.start(count, { steps: 1, holdAt: 0 }, { key: "held" })).result(),
  );
  await using engine = await openTestEngine(database, [handler, ...handlersOn(database.pool)]);
  const run = await engine.start(parent, null, { key: "a" });
  const child = "count:parent:a/held";
  await until("the child runs", async () => (await stepsRun(database.pool, child)).length === 1);
  await engine.pause(run.runId);
  await engine.cancel(run.runId);
  await expect(run.result()).rejects.toBeInstanceOf(RunCancelled);
  expect(await engine.get(child)).toMatchObject({ status: "cancelled" });

  await release(database.pool, child);
  await engine.resume(run.runId);

  expect(await engine.handleOf(parent, run.runId).result()).toBe(1);
});

test("pausing what has ended changes nothing, and what never was is said so", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, handlersOn(database.pool));
  const run = await engine.start(count, { steps: 1, holdAt: null }, { key: "a" });
  await run.result();
  await engine.pause(run.runId);
  expect(await engine.get(run.runId)).toMatchObject({ status: "succeeded" });
  await expect(engine.pause("count:none")).rejects.toThrow("There is no run count:none");
});

test("a process killed while it pauses leaves every run queued or paused, none cancelled", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  const runIds: string[] = [];
  for (let index = 0; index < 60; index += 1) {
    const run = await engine.start(count, { steps: 1, holdAt: null }, { key: String(index) });
    runIds.push(run.runId);
  }
  await using pauser = startProgram(new URL("./fixtures/pauser.ts", import.meta.url), runIds, {
    ENGINE_URL: database.url,
  });
  await pauser.nextLine();
  pauser.kill();
  await pauser.ended;

  const { items } = await engine.list({ limit: 100 });
  const statuses = new Set(items.map((run) => run.status));
  expect(statuses.has("paused")).toBe(true);
  expect([...statuses].filter((status) => status !== "paused" && status !== "queued")).toEqual([]);
  for (const runId of runIds) await engine.resume(runId);
  await using _worker = await startWorker(database.url);
  for (const runId of runIds) expect(await engine.handleOf(count, runId).result()).toBe(1);
});

test("a pause outlives the worker that was killed under it", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  const run = await web.start(waitForAbort, null, { key: "a" });
  {
    await using worker = await startWorker(database.url);
    await until("the step waits", async () => (await effectsOf(database.pool, run.runId)).length === 1);
    const paused = web.pause(run.runId);
    worker.kill();
    await paused;
  }
  await using _next = await startWorker(database.url, { ENGINE_WORKER: "next" });
  const other = await web.start(count, { steps: 1, holdAt: null }, { key: "b" });
  await other.result();
  expect(await web.get(run.runId)).toMatchObject({ status: "paused", steps: [] });
});

test("of two resumes at once one puts the run back; the other leaves it alone, though it may run by then", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  const run = await web.start(count, { steps: 1, holdAt: null }, { key: "a" });
  await web.cancel(run.runId);
  const waiting = async (): Promise<number> => {
    const { rowCount } = await database.pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount ?? 0;
  };
  const holder = await database.pool.connect();
  await holder.query("begin");
  await holder.query("select 1 from dbos.workflow_status where workflow_uuid = $1 for update", [run.runId]);
  const resumes = [web.resume(run.runId), web.resume(run.runId)];
  await until("both wait", async () => (await waiting()) === 2);
  await holder.query("commit");
  holder.release();
  await Promise.all(resumes);

  const { rows } = await database.pool.query<{ status: string }>(
    "select payload ->> 'status' as status from millrace.events where subject = $1 order by id",
    [run.runId],
  );
  expect(rows.map((row) => row.status)).toEqual(["queued", "cancelled", "queued"]);
});
