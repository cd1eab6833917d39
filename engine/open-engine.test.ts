import { Transient } from "@millrace/platform/errors";
import { createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { defineWorkflow, handleWorkflow, runIdOf } from "./index.ts";

const double = defineWorkflow({ id: "double", input: z.number(), output: z.number(), onDeploy: "continue" });

test("a run starts once per key and returns its handler's output", async () => {
  await using database = await createTestDatabase();
  const ran: number[] = [];
  const handler = handleWorkflow(double, async (context, input) => {
    return context.step("double it", async () => {
      ran.push(input);
      return input * 2;
    });
  });
  await using engine = await openTestEngine(database, [handler]);

  const [first, again] = await Promise.all([
    engine.start(double, 21, { key: "a" }),
    engine.start(double, 21, { key: "a" }),
  ]);

  expect(await first.result()).toBe(42);
  expect(await again.result()).toBe(42);
  expect(await (await engine.start(double, 4, { key: "a" })).result()).toBe(42);
  expect(again.runId).toBe("double:a");
  expect(ran).toEqual([21]);
});

test("the detail of a run shows its input, output and steps", async () => {
  await using database = await createTestDatabase();
  const handler = handleWorkflow(double, (context, input) =>
    context.step("double it", async () => input * 2),
  );
  await using engine = await openTestEngine(database, [handler]);
  await (await engine.start(double, 21, { key: "a" })).result();

  const detail = await engine.get("double:a");

  expect(detail).toMatchObject({
    status: "succeeded",
    workflow: "double",
    queue: "default",
    input: 21,
    output: 42,
    error: null,
  });
  expect(detail?.steps).toMatchObject([{ name: "double it", attempts: 1, error: null, failures: [] }]);
  expect(await engine.get("double:none")).toBeNull();
});

test("runs are listed newest first in pages and by status", async () => {
  await using database = await createTestDatabase();
  const handler = handleWorkflow(double, async (_context, input) => {
    if (input === 3) throw new Error("three is refused");
    return input * 2;
  });
  await using engine = await openTestEngine(database, [handler]);
  for (const input of [1, 2, 3]) {
    const run = await engine.start(double, input, { key: String(input) });
    await run.result().catch(() => null);
  }

  const first = await engine.list({ limit: 2 });
  const rest = await engine.list({
    limit: 2,
    ...(first.nextCursor === null ? {} : { cursor: first.nextCursor }),
  });

  expect([...first.items, ...rest.items].map((run) => run.runId)).toEqual([
    "double:3",
    "double:2",
    "double:1",
  ]);
  expect(rest.nextCursor).toBeNull();
  expect((await engine.list({ status: "failed", limit: 5 })).items).toMatchObject([
    {
      runId: "double:3",
      status: "failed",
      error: { name: "Error", message: "three is refused", rung: "broken" },
    },
  ]);
  expect((await engine.list({ workflow: "other", limit: 5 })).items).toEqual([]);
  await expect(engine.list({ limit: 2, cursor: "!" })).rejects.toThrow("page cursor");
});

test("an input that does not fit its schema is refused before anything is stored", async () => {
  await using database = await createTestDatabase();
  await using engine = await openTestEngine(database, [
    handleWorkflow(double, async (_context, input) => input),
  ]);

  await expect(engine.start(double, "21" as unknown as number, { key: "a" })).rejects.toThrow(
    "does not fit its schema",
  );
  expect((await engine.list({ limit: 1 })).items).toEqual([]);
});

test("a workflow id that no table, queue or address would take is refused, however it was declared", async () => {
  await using database = await createTestDatabase();
  const literal = { ...double, id: "Collect posts" };
  await expect(
    openTestEngine(database, [handleWorkflow(literal, async (_context, input) => input)]),
  ).rejects.toThrow('Workflow id "Collect posts" must be kebab-case');
  await using engine = await openTestEngine(database, []);
  await expect(engine.start(literal, 1, { key: "a" })).rejects.toThrow("must be kebab-case");
});

test("a process has one engine at a time", async () => {
  await using database = await createTestDatabase();
  const engine = await openTestEngine(database, []);
  await expect(openTestEngine(database, [])).rejects.toThrow("has an engine already");
  await engine[Symbol.asyncDispose]();
  await using next = await openTestEngine(database, []);
  expect((await next.list({ limit: 1 })).items).toEqual([]);
});

test("a long or unreadable key becomes a hash and still gives one id", () => {
  expect(runIdOf("double", "x".repeat(200))).toMatch(/^double:sha256-[0-9a-f]{64}$/);
  expect(runIdOf("double", "été")).toMatch(/^double:sha256-/);
  expect(runIdOf("double", "été")).toBe(runIdOf("double", "été"));
});

test("every change of a run's status is an event of the same transaction", async () => {
  await using database = await createTestDatabase();
  await using engine = await openTestEngine(database, [
    handleWorkflow(double, async (_context, input) => input),
  ]);
  await (await engine.start(double, 1, { key: "a" })).result();

  const { rows } = await database.pool.query(
    "select subject, payload from millrace.events where type = 'run.changed' order by id",
  );

  expect(rows.map((row) => row.payload)).toEqual(
    ["queued", "running", "succeeded"].map((status) => ({ runId: "double:a", workflow: "double", status })),
  );
});

test("now is recorded and the same in a step and after it", async () => {
  await using database = await createTestDatabase();
  const handler = handleWorkflow(double, async (context) => {
    const before = await context.now();
    await context.sleep(5);
    return (await context.now()) - before;
  });
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(double, 1, { key: "a" });
  expect(await run.result()).toBeGreaterThanOrEqual(5);
});

test("telemetry hears of every try and every end", async () => {
  await using database = await createTestDatabase();
  const heard: unknown[] = [];
  let tries = 0;
  const handler = handleWorkflow(double, async (context, input) =>
    context.step(
      "double it",
      async () => {
        tries += 1;
        if (tries === 1) throw new Transient("not yet");
        return input * 2;
      },
      { baseDelayMs: 1 },
    ),
  );
  const telemetry = {
    stepTried: ({ step, rung }: { step: string; rung: string | null }) => void heard.push([step, rung]),
    runEnded: ({ workflow, rung }: { workflow: string; rung: string | null }) =>
      void heard.push([workflow, rung]),
  };
  await using engine = await openTestEngine(database, [handler], { telemetry });
  await (await engine.start(double, 1, { key: "a" })).result();
  expect(heard).toEqual([
    ["double it", "transient"],
    ["double it", null],
    ["double", null],
  ]);
});
