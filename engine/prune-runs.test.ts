import { createTestDatabase, until } from "@millrace/platform/testing";
import { NeedsAttention } from "@millrace/platform/errors";
import { expect, test } from "vitest";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { count, createEffectTables, effectsOf, handlersOn, waitForAbort } from "./fixtures/workflows.ts";
import { defineWorkflow, handleWorkflow } from "./index.ts";
import { z } from "zod";

const failing = defineWorkflow({ id: "failing", input: z.null(), output: z.null(), onDeploy: "continue" });

test("finished runs are pruned with all they stored; running ones and what they wait for stay", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const fails = handleWorkflow(failing, async (context) => {
    await context.progress({ done: 0, of: 1, unit: "tries" });
    return context.step("fail", async () => {
      throw new NeedsAttention("log in again");
    });
  });
  await using engine = await openTestEngine(database, [fails, ...handlersOn(database.pool)]);
  const failed = await engine.start(failing, null, { key: "a" });
  await failed.result().catch(() => null);
  const done = await engine.start(count, { steps: 1, holdAt: null }, { key: "a" });
  await done.result();
  const running = await engine.start(waitForAbort, null, { key: "a" });
  await until("it runs", async () => (await effectsOf(database.pool, running.runId)).length === 1);

  expect(await engine.pruneFinishedRuns({ olderThanMs: 3_600_000 })).toBe(0);
  expect(await engine.pruneFinishedRuns({ olderThanMs: -1_000 })).toBe(2);

  expect((await engine.list({ limit: 10 })).items.map((run) => run.runId)).toEqual([running.runId]);
  for (const table of [
    "engine.step_attempt",
    "engine.run_failure",
    "engine.run_progress",
    "dbos.operation_outputs",
  ]) {
    expect((await database.pool.query(`select 1 from ${table}`)).rowCount).toBe(0);
  }
});
