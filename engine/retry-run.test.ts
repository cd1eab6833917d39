import { Transient } from "@millrace/platform/errors";
import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { defineWorkflow, handleWorkflow, type WorkflowHandler } from "./index.ts";

const letters = defineWorkflow({
  id: "letters",
  input: z.null(),
  output: z.array(z.string()),
  onDeploy: "continue",
});
const echo = defineWorkflow({ id: "echo", input: z.string(), output: z.string(), onDeploy: "continue" });

/** Three steps; each leaves its name in `ran` and returns it with how often it ran. */
function lettersHandler(ran: string[]): WorkflowHandler {
  return handleWorkflow(letters, async (context) => {
    const results: string[] = [];
    for (const name of ["a", "b", "c"])
      results.push(
        await context.step(name, async () => {
          ran.push(name);
          return `${name}${ran.filter((earlier) => earlier === name).length}`;
        }),
      );
    return results;
  });
}

test("a succeeded run goes again from a step, keeps what came before it and forgets the rest", async () => {
  await using database = await createTestDatabase();
  const ran: string[] = [];
  await using engine = await openTestEngine(database, [lettersHandler(ran)]);
  const run = await engine.start(letters, null, { key: "x" });
  expect(await run.result()).toEqual(["a1", "b1", "c1"]);

  await engine.retryFrom(run.runId, "b");

  expect(await engine.handleOf(letters, run.runId).result()).toEqual(["a1", "b2", "c2"]);
  expect(ran).toEqual(["a", "b", "c", "b", "c"]);
});

test("a step that had used up its tries has them all again", async () => {
  await using database = await createTestDatabase();
  const attempts: number[] = [];
  const handler = handleWorkflow(letters, async (context) => {
    await context.step("before", async () => null);
    await context.step(
      "call",
      async (step) => {
        attempts.push(step.attempt);
        throw new Transient("503");
      },
      { maxAttempts: 2, baseDelayMs: 1 },
    );
    return [];
  });
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(letters, null, { key: "x" });
  for (const step of ["call", "before", null]) {
    await expect(engine.handleOf(letters, run.runId).result()).rejects.toThrow("503");
    await engine.retryFrom(run.runId, step);
  }
  await expect(engine.handleOf(letters, run.runId).result()).rejects.toThrow("503");
  expect(attempts).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
  expect((await engine.get(run.runId))?.steps.at(-1)?.failures).toHaveLength(8);
});

test("a change that a step made in its transaction is made again from that step on, and only there", async () => {
  await using database = await createTestDatabase();
  await database.pool.query("create table made (step text)");
  const handler = handleWorkflow(letters, async (context) => {
    for (const name of ["a", "b"])
      await context.step(name, async (step) =>
        step.transaction(async (client) => void (await client.query("insert into made values ($1)", [name]))),
      );
    return [];
  });
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(letters, null, { key: "x" });
  await run.result();

  await engine.retryFrom(run.runId, "b");

  await engine.handleOf(letters, run.runId).result();
  const { rows } = await database.pool.query<{ step: string }>("select step from made order by step");
  expect(rows.map((row) => row.step)).toEqual(["a", "b", "b"]);
});

test("children started from that step on are started again, earlier ones keep their results", async () => {
  await using database = await createTestDatabase();
  let round = 1;
  const child = handleWorkflow(echo, async (context, input) =>
    context.step("say", async () => `${input}${round}`),
  );
  const handler = handleWorkflow(letters, async (context) => {
    const early = await context.start(echo, "early", { key: "early" });
    await context.step("middle", async () => null);
    const late = await context.start(echo, "late", { key: "late" });
    return [await early.result(), await late.result()];
  });
  await using engine = await openTestEngine(database, [child, handler]);
  const run = await engine.start(letters, null, { key: "x" });
  expect(await run.result()).toEqual(["early1", "late1"]);

  round = 2;
  await engine.retryFrom(run.runId, "middle");

  expect(await engine.handleOf(letters, run.runId).result()).toEqual(["early1", "late2"]);
});

test("a paused run goes again from an earlier step, with its running children told to stop", async () => {
  await using database = await createTestDatabase();
  const seen: string[] = [];
  let isHeld = true;
  const child = handleWorkflow(echo, async (context, input) =>
    context.step("say", async ({ signal }) => {
      seen.push("began");
      if (isHeld) {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        seen.push("told");
        throw signal.reason;
      }
      return input;
    }),
  );
  const handler = handleWorkflow(letters, async (context) => {
    await context.step("first", async () => null);
    return [await (await context.start(echo, "late", { key: "late" })).result()];
  });
  await using engine = await openTestEngine(database, [child, handler]);
  const run = await engine.start(letters, null, { key: "x" });
  await until("the child runs", async () => seen.length === 1);
  await engine.pause(run.runId);
  await until("the child was told", async () => seen.length === 2);

  isHeld = false;
  await engine.retryFrom(run.runId, "first");

  expect(await run.result()).toEqual(["late"]);
  expect(seen).toEqual(["began", "told", "began"]);
});

test("an unknown step, a run without a failed step and an active run are refused with a sentence", async () => {
  await using database = await createTestDatabase();
  await using engine = await openTestEngine(database, [lettersHandler([])]);
  const run = await engine.start(letters, null, { key: "x" });
  await run.result();
  const waiting = await engine.start(letters, null, { key: "y", delayMs: 3_600_000 });

  await expect(engine.retryFrom(run.runId, "z")).rejects.toThrow(
    'Run letters:x has recorded no step "z": name one of "a", "b", "c".',
  );
  await expect(engine.retryFrom(run.runId, null)).rejects.toThrow("no step failed: name the step");
  await expect(engine.retryFrom(waiting.runId, "a")).rejects.toThrow("Run letters:y is queued: cancel or");
  await expect(engine.retryFrom("letters:none", null)).rejects.toThrow("There is no run letters:none");
});

test("of two retries at once one goes through, and the other finds the run under way and touches nothing of it", async () => {
  await using database = await createTestDatabase();
  await database.pool.query("create table made (step text)");
  const gate = Promise.withResolvers<void>();
  let isHeld = false;
  const child = handleWorkflow(echo, async (context, input) =>
    context.step("say", async () => {
      if (isHeld) await gate.promise;
      return input;
    }),
  );
  const handler = handleWorkflow(letters, async (context) => {
    await context.step("a", async (step) =>
      step.transaction(async (client) => void (await client.query("insert into made values ('a')"))),
    );
    return [await (await context.start(echo, "b", { key: "b" })).result()];
  });
  await using engine = await openTestEngine(database, [child, handler]);
  const run = await engine.start(letters, null, { key: "x" });
  await run.result();
  isHeld = true;

  const tries = await Promise.allSettled([1, 2, 3].map(() => engine.retryFrom(run.runId, "a")));
  gate.resolve();

  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  const refusals = tries.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  expect(refusals).toMatchObject([{ code: "run_active" }, { code: "run_active" }]);
  expect(await engine.handleOf(letters, run.runId).result()).toEqual(["b"]);
  expect((await database.pool.query("select 1 from made")).rowCount).toBe(2);
});
