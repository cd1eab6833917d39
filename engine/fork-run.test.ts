import { Rejected } from "@millrace/platform/errors";
import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { defineWorkflow, handleWorkflow } from "./index.ts";

const words = defineWorkflow({
  id: "words",
  input: z.string(),
  output: z.array(z.string()),
  onDeploy: "continue",
  queue: "slow",
});
const echo = defineWorkflow({
  id: "echo",
  input: z.string(),
  output: z.string(),
  onDeploy: "continue",
  queue: "slow",
});
const queues = [{ name: "slow", concurrency: 1, workerConcurrency: 1 }];

test("a fork is a new run that keeps what came before its step, and leaves the first one as it was", async () => {
  await using database = await createTestDatabase();
  let round = 1;
  const handler = handleWorkflow(words, async (context, input) => [
    await context.step("a", async () => `${input}-a${round}`),
    await context.step("b", async () => `${input}-b${round}`),
  ]);
  await using engine = await openTestEngine(database, [handler], { queues });
  const run = await engine.start(words, "x", { key: "one" });
  await run.result();
  round = 2;

  const fromStep = await engine.fork(run.runId, "b");
  const fromStart = await engine.fork(run.runId, null);

  expect(await engine.handleOf(words, fromStep).result()).toEqual(["x-a1", "x-b2"]);
  expect(await engine.handleOf(words, fromStart).result()).toEqual(["x-a2", "x-b2"]);
  expect(await engine.get(run.runId)).toMatchObject({ status: "succeeded", output: ["x-a1", "x-b1"] });
  expect(await engine.get(fromStep)).toMatchObject({ workflow: "words", queue: "slow", parentRunId: null });
  await expect(engine.fork(run.runId, "z")).rejects.toThrow('has recorded no step "z"');
});

test("the same key forks once, another key again", async () => {
  await using database = await createTestDatabase();
  const handler = handleWorkflow(words, async (context, input) => [
    await context.step("a", async () => input),
  ]);
  await using engine = await openTestEngine(database, [handler], { queues });
  const run = await engine.start(words, "x", { key: "one" });
  await run.result();

  const forks = await Promise.all(["k", "k", "other"].map((key) => engine.fork(run.runId, "a", { key })));

  expect(forks[0]).toBe(forks[1]);
  expect(new Set(forks).size).toBe(2);
  for (const fork of forks) expect(await engine.handleOf(words, fork).result()).toEqual(["x"]);
  expect((await engine.list({ limit: 10 })).items).toHaveLength(3);
});

test("a fork shares the children started before its step and has its own after it", async () => {
  await using database = await createTestDatabase();
  let round = 1;
  const child = handleWorkflow(echo, async (context, input) =>
    context.step("say", async () => `${input}${round}`),
  );
  const handler = handleWorkflow(words, async (context) => {
    const early = await context.group(echo, ["early"], { key: "early" });
    await context.step("middle", async () => null);
    const late = await context.start(echo, "late", { key: "late" });
    return [early[0]?.ok ? early[0].output : "", await late.result()];
  });
  await using engine = await openTestEngine(database, [child, handler], { queues });
  const run = await engine.start(words, "x", { key: "one" });
  expect(await run.result()).toEqual(["early1", "late1"]);
  round = 2;

  const forked = await engine.fork(run.runId, "middle");

  expect(await engine.handleOf(words, forked).result()).toEqual(["early1", "late2"]);
  // A fork of a child stays on the child's level, where it can't take its parent's place.
  const childFork = await engine.fork("echo:words:one/late", null);
  expect(await engine.handleOf(echo, childFork).result()).toBe("late2");
  const { rows } = await database.pool.query(
    "select queue_name from dbos.workflow_status where workflow_uuid = $1",
    [childFork],
  );
  expect(rows).toEqual([{ queue_name: "slow/1" }]);
});

test("a run does not start a child again that its fork still waits for; the fork has what it needs", async () => {
  await using database = await createTestDatabase();
  let isHeld = true;
  let isBroken = true;
  const child = handleWorkflow(echo, async (context, input) =>
    context.step("say", async ({ signal }) => {
      await until("it is let go", async () => !isHeld || signal.aborted);
      return input;
    }),
  );
  const handler = handleWorkflow(words, async (context) => {
    const early = await context.start(echo, "early", { key: "early" });
    await context.step("middle", async () => {
      if (isBroken) throw new Rejected("Not yet.");
    });
    return [await early.result()];
  });
  await using engine = await openTestEngine(database, [child, handler], { queues });
  const run = await engine.start(words, "x", { key: "one" });
  await expect(run.result()).rejects.toThrow("Not yet.");
  isBroken = false;
  const forked = await engine.fork(run.runId, "middle");

  await expect(engine.retryFrom(run.runId, "start echo")).rejects.toThrow(
    `its fork ${forked} needs children`,
  );

  isHeld = false;
  expect(await engine.handleOf(words, forked).result()).toEqual(["early"]);
  await engine.retryFrom(run.runId, "start echo");
  expect(await engine.handleOf(words, run.runId).result()).toEqual(["early"]);
});

test("a fork that goes again from a shared child starts its own and leaves the first one's alone", async () => {
  await using database = await createTestDatabase();
  let round = 1;
  const child = handleWorkflow(echo, async (context, input) =>
    context.step("say", async () => `${input}${round}`),
  );
  const handler = handleWorkflow(words, async (context) => {
    const early = await context.start(echo, "early", { key: "early" });
    await context.step("middle", async () => null);
    return [await early.result()];
  });
  await using engine = await openTestEngine(database, [child, handler], { queues });
  const run = await engine.start(words, "x", { key: "one" });
  await run.result();
  const forked = await engine.fork(run.runId, "middle");
  expect(await engine.handleOf(words, forked).result()).toEqual(["early1"]);
  round = 2;

  await engine.retryFrom(forked, "start echo");

  expect(await engine.handleOf(words, forked).result()).toEqual(["early2"]);
  expect(await engine.get("echo:words:one/early")).toMatchObject({ status: "succeeded", output: "early1" });
});
