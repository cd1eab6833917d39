import { createTestDatabase, until } from "@millrace/platform/testing";
import { NeedsAttention, Rejected } from "@millrace/platform/errors";
import type { Pool } from "pg";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { count, createEffectTables, effectsOf, handlersOn, waitForAbort } from "./fixtures/workflows.ts";
import { defineWorkflow, handleWorkflow, type Engine } from "./index.ts";

const dayMs = 86_400_000;
const policy = { finishedMs: 7 * dayMs, deadLettersMs: 30 * dayMs };
const failing = defineWorkflow({ id: "failing", input: z.null(), output: z.null(), onDeploy: "continue" });
const parent = defineWorkflow({ id: "parent", input: z.null(), output: z.null(), onDeploy: "continue" });

const fails = handleWorkflow(failing, async (context) => {
  await context.progress({ done: 0, of: 1, unit: "tries" });
  context.log.info("about to fail");
  return context.step("fail", async () => {
    throw new NeedsAttention("log in again");
  });
});

/** Its one child succeeds, then it fails by itself. */
const failsAfterChild = handleWorkflow(parent, async (context) => {
  await (await context.start(count, { steps: 1, holdAt: null }, { key: "child" })).result();
  throw new Rejected("no more");
});

test("what the policy no longer keeps is pruned with all it stored; what runs stays", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, [fails, ...handlersOn(database.pool)]);
  const failed = await engine.start(failing, null, { key: "a" });
  await failed.result().catch(() => null);
  const done = await engine.start(count, { steps: 1, holdAt: null }, { key: "a" });
  await done.result();
  const running = await engine.start(waitForAbort, null, { key: "a" });
  await until("it runs", async () => (await effectsOf(database.pool, running.runId)).length === 1);

  expect(await engine.prune(policy)).toBe(0);
  await age(database.pool, 8);
  expect(await engine.prune(policy)).toBe(1);
  expect(await idsOf(engine)).toEqual([running.runId, failed.runId].toSorted());
  await age(database.pool, 30);
  expect(await engine.prune({ ...policy, deadLettersMs: null })).toBe(0);
  expect(await engine.prune(policy)).toBe(1);

  expect(await idsOf(engine)).toEqual([running.runId]);
  for (const table of [
    "engine.step_attempt",
    "engine.run_failure",
    "engine.run_progress",
    "engine.run_log",
    "dbos.operation_outputs",
    "dbos.workflow_output",
  ]) {
    expect((await database.pool.query(`select 1 from ${table}`)).rowCount, table).toBe(0);
  }
  expect((await database.pool.query("select 1 from dbos.workflow_input")).rowCount).toBe(1);
});

test("a discarded dead letter is kept as long as a finished run, counted from its discard", async () => {
  await using database = await createTestDatabase();
  await using engine = await openTestEngine(database, [fails]);
  const failed = await engine.start(failing, null, { key: "a" });
  await failed.result().catch(() => null);
  await age(database.pool, 8);
  await engine.deadLetters.discard(failed.runId, "nobody needs it");

  expect(await engine.prune({ ...policy, deadLettersMs: null })).toBe(0);
  await age(database.pool, 8);
  expect(await engine.prune({ ...policy, deadLettersMs: null })).toBe(1);
});

test("a child stays with a parent that may go again, and goes once the parent has", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, [failsAfterChild, ...handlersOn(database.pool)]);
  const run = await engine.start(parent, null, { key: "a" });
  await run.result().catch(() => null);
  await age(database.pool, 40);

  expect(await engine.prune({ ...policy, deadLettersMs: null })).toBe(0);
  expect(await engine.prune(policy)).toBe(2);
  expect(await idsOf(engine)).toEqual([]);
});

test("several prunes at once delete each run once", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, handlersOn(database.pool));
  const runs = await Promise.all(
    Array.from({ length: 12 }, (_, key) =>
      engine.start(count, { steps: 1, holdAt: null }, { key: String(key) }),
    ),
  );
  await Promise.all(runs.map((run) => run.result()));
  await age(database.pool, 8);

  const pruned = await Promise.all([1, 2, 3].map(() => engine.prune(policy)));

  expect(pruned.reduce((sum, part) => sum + part)).toBe(12);
});

test("whoever waits for a run that was pruned is told so", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using engine = await openTestEngine(database, handlersOn(database.pool));
  const run = await engine.start(count, { steps: 1, holdAt: null }, { key: "a" });
  await run.result();
  await age(database.pool, 8);
  await engine.prune(policy);

  await expect(engine.handleOf(count, run.runId).result()).rejects.toThrow("whether it was pruned");
});

async function idsOf(engine: Engine): Promise<string[]> {
  return (await engine.list({ limit: 10 })).items.map((run) => run.runId).toSorted();
}

/** Moves what has ended into the past. */
async function age(pool: Pool, days: number): Promise<void> {
  await pool.query("update dbos.workflow_status set completed_at = completed_at - $1", [days * dayMs]);
  await pool.query("update engine.run_failure set discarded_at = discarded_at - make_interval(days => $1)", [
    days,
  ]);
}
