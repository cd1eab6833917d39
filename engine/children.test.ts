import { createTestDatabase } from "@millrace/platform/testing";
import { Rejected } from "@millrace/platform/errors";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { defineWorkflow, handleWorkflow, type GroupOutcome, type WorkflowContext } from "./index.ts";

const square = defineWorkflow({ id: "square", input: z.number(), output: z.number(), onDeploy: "continue" });
const parent = defineWorkflow({ id: "parent", input: z.null(), output: z.unknown(), onDeploy: "continue" });
const tower = defineWorkflow({ id: "tower", input: z.number(), output: z.number(), onDeploy: "continue" });

const squareHandler = handleWorkflow(square, async (_context, input) => {
  if (input < 0) throw new Rejected("negative numbers are refused", { facts: { input } });
  return input * input;
});

async function withParent<T>(
  run: (context: WorkflowContext) => Promise<unknown>,
  use: (result: unknown) => T,
): Promise<T> {
  await using database = await createTestDatabase();
  // One place per queue: a parent that held its children's place would never end.
  const queues = [{ name: "default", concurrency: 1, workerConcurrency: 1 }];
  await using engine = await openTestEngine(database, [squareHandler, handleWorkflow(parent, run)], {
    queues,
  });
  const handle = await engine.start(parent, null, { key: "a" });
  return use(await handle.result().catch((error: unknown) => error));
}

test("a group gives one outcome per child in order, a failure among them", async () => {
  await withParent(
    (context) => context.group(square, [1, -2, 3], { key: "all" }),
    (result) => {
      const outcomes = result as GroupOutcome<number>[];
      expect(outcomes.map((outcome) => (outcome.ok ? outcome.output : outcome.error))).toEqual([
        1,
        { name: "Rejected", message: "negative numbers are refused", rung: "rejected" },
        9,
      ]);
    },
  );
});

test("a chain feeds each output to the next child", async () => {
  await withParent(
    (context) => context.chain(square, 3, (_index, previous) => previous ?? 2, { key: "up" }),
    (result) => expect(result).toEqual([4, 16, 256]),
  );
});

test("a child's error reaches its parent as the ladder error it was", async () => {
  await withParent(
    async (context) => {
      const child = await context.start(square, -1, { key: "one" });
      return child
        .result()
        .catch((error: unknown) => ({ isRejected: error instanceof Rejected, again: null }));
    },
    (result) => expect(result).toMatchObject({ isRejected: true }),
  );
});

test("children of children never wait for a place their ancestors hold", async () => {
  await using database = await createTestDatabase();
  const handler = handleWorkflow(tower, async (context, floor) => {
    if (floor === 0) return 0;
    const below = await context.start(tower, floor - 1, { key: "below" });
    return (await below.result()) + 1;
  });
  await using engine = await openTestEngine(database, [handler], {
    queues: [{ name: "default", concurrency: 1, workerConcurrency: 1 }],
  });
  const run = await engine.start(tower, 3, { key: "a" });
  expect(await run.result()).toBe(3);
  const { items } = await engine.list({ limit: 10 });
  expect(items.map((item) => item.queue)).toEqual(Array(4).fill("default"));
});

test("a run that failed because of its child resumes the child first", async () => {
  await using database = await createTestDatabase();
  let isMended = false;
  const child = handleWorkflow(square, async (context, input) => {
    return context.step("square", async () => {
      if (!isMended) throw new Rejected("not yet");
      return input * input;
    });
  });
  const handler = handleWorkflow(parent, async (context) =>
    (await context.start(square, 3, { key: "one" })).result(),
  );
  await using engine = await openTestEngine(database, [child, handler]);
  const run = await engine.start(parent, null, { key: "a" });
  await expect(run.result()).rejects.toBeInstanceOf(Rejected);
  isMended = true;
  await engine.resume(run.runId);
  expect(await engine.handleOf(parent, run.runId).result()).toBe(9);
});
