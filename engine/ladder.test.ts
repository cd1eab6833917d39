import { createTestDatabase } from "@millrace/platform/testing";
import { Broken, NeedsAttention, Rejected, Transient, TryAgainLater } from "@millrace/platform/errors";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { defineWorkflow, handleWorkflow, type StepContext, type WorkflowContext } from "./index.ts";
import { decideNext } from "./ladder.ts";
import { rebuildError, storeError } from "./stored-error.ts";

const job = defineWorkflow({ id: "job", input: z.null(), output: z.unknown(), onDeploy: "continue" });

async function runJob(run: (context: WorkflowContext) => Promise<unknown>) {
  await using database = await createTestDatabase();
  await using engine = await openTestEngine(database, [handleWorkflow(job, run)], { random: () => 0 });
  const handle = await engine.start(job, null, { key: "a" });
  const result = await handle.result().catch((error: unknown) => error);
  return { result, detail: await engine.get(handle.runId) };
}

describe("the error ladder", () => {
  test("TryAgainLater runs the step again and costs no attempt", async () => {
    const attempts: number[] = [];
    const { result, detail } = await runJob((context) =>
      context.step(
        "call",
        async (step: StepContext) => {
          attempts.push(step.attempt);
          if (attempts.length < 4) throw new TryAgainLater("budget is spent", { afterMs: 5 });
          return "done";
        },
        { maxAttempts: 1 },
      ),
    );
    expect(result).toBe("done");
    expect(attempts).toEqual([1, 1, 1, 1]);
    expect(detail?.steps).toMatchObject([{ name: "call", attempts: 4, error: null }]);
    expect(detail?.steps[0]?.failures.map((failure) => failure.rung)).toEqual(
      Array(3).fill("try_again_later"),
    );
  });

  test("Transient is tried up to maxAttempts and then ends the step as Transient", async () => {
    const attempts: number[] = [];
    const { result, detail } = await runJob((context) =>
      context.step(
        "call",
        async (step: StepContext) => {
          attempts.push(step.attempt);
          throw new Transient("503 from the shop", { facts: { status: 503 } });
        },
        { maxAttempts: 3, baseDelayMs: 1 },
      ),
    );
    expect(attempts).toEqual([1, 2, 3]);
    expect(result).toBeInstanceOf(Transient);
    expect(result).toMatchObject({ name: "Transient", message: "503 from the shop", facts: { status: 503 } });
    expect(detail).toMatchObject({ status: "failed", error: { rung: "transient" } });
    expect(detail?.steps).toMatchObject([
      { attempts: 3, error: { rung: "transient", message: "503 from the shop" } },
    ]);
  });

  test.each([
    ["Rejected", () => new Rejected("no such record"), "failed"],
    ["NeedsAttention", () => new NeedsAttention("log in again"), "paused"],
    ["Broken", () => new Broken("impossible"), "failed"],
    ["TypeError", () => new TypeError("x is undefined"), "failed"],
  ] as const)("%s ends the step at once", async (name, make, status) => {
    let tries = 0;
    const { result, detail } = await runJob((context) =>
      context.step("call", async () => {
        tries += 1;
        throw make();
      }),
    );
    expect(tries).toBe(1);
    expect(result).toMatchObject({ name, message: make().message });
    expect(detail).toMatchObject({ status, error: { name } });
  });

  test("a handler that catches a replayed error sees the class, facts and cause it saw live", async () => {
    const seen: unknown[] = [];
    await using database = await createTestDatabase();
    const handler = handleWorkflow(job, async (context) => {
      const error = await context
        .step("call", async () => {
          throw new NeedsAttention("log in again", { facts: { status: 401 }, cause: new Error("401") });
        })
        .catch((caught: unknown) => caught);
      seen.push(error);
      await context.step("after", async () => {
        if (seen.length === 1) throw new Broken("first time only");
      });
      return "went on";
    });
    await using engine = await openTestEngine(database, [handler]);
    const run = await engine.start(job, null, { key: "a" });
    await expect(run.result()).rejects.toThrow("first time only");
    await engine.resume(run.runId);

    expect(await engine.handleOf(job, run.runId).result()).toBe("went on");
    expect(seen).toHaveLength(2);
    for (const error of seen) {
      expect(error).toBeInstanceOf(NeedsAttention);
      expect(error).toMatchObject({
        name: "NeedsAttention",
        message: "log in again",
        facts: { status: 401 },
        cause: { message: "401" },
      });
    }
  });

  test("a step name used twice, reserved or nested is our bug", async () => {
    const twice = await runJob(async (context) => {
      await context.step("a", async () => 1);
      return context.step("a", async () => 2);
    });
    expect(twice.result).toBeInstanceOf(Broken);
    expect(twice.result).toMatchObject({ message: expect.stringContaining("used twice") });
    const reserved = await runJob((context) => context.step("~a", async () => 1));
    expect(reserved.result).toMatchObject({ name: "Broken" });
    const nested = await runJob((context) => context.step("a", () => context.step("b", async () => 1)));
    expect(nested.result).toMatchObject({ message: expect.stringContaining("don't nest") });
  });

  test("steps started together keep their results on replay", async () => {
    let isFirst = true;
    await using database = await createTestDatabase();
    const handler = handleWorkflow(job, async (context) => {
      const both = await Promise.all([
        context.step("a", async () => "A"),
        context.step("b", async () => "B"),
        context.now(),
      ]);
      await context.step("last", async () => {
        if (isFirst) {
          isFirst = false;
          throw new Broken("once");
        }
      });
      return both.slice(0, 2);
    });
    await using engine = await openTestEngine(database, [handler]);
    const run = await engine.start(job, null, { key: "a" });
    await run.result().catch(() => null);
    await engine.resume(run.runId);
    expect(await engine.handleOf(job, run.runId).result()).toEqual(["A", "B"]);
  });
});

test("backoff doubles up to its ceiling, with full jitter", () => {
  const transient = storeError(new Transient("x"));
  const policy = { maxAttempts: 10, baseDelayMs: 100, maxDelayMs: 500 };
  const ceilings = [0, 1, 2, 3, 4].map((spent) => decideNext(transient, spent, policy, () => 1));
  expect(ceilings.map((decision) => (decision.next === "retry" ? decision.afterMs : null))).toEqual([
    100, 200, 400, 500, 500,
  ]);
  expect(decideNext(transient, 0, policy, () => 0)).toEqual({
    next: "retry",
    afterMs: 0,
    costsAttempt: true,
  });
  expect(decideNext(transient, 9, policy, () => 0)).toEqual({ next: "end" });
});

test.each([
  new TryAgainLater("later", { afterMs: 7, facts: { account: "a" } }),
  new Transient("t"),
  new Rejected("r"),
  new NeedsAttention("n"),
  new Broken("b"),
])("%s comes back from storage as it was", (error) => {
  const stored = JSON.parse(JSON.stringify(storeError(error)));
  const rebuilt = rebuildError(stored);
  expect(rebuilt).toBeInstanceOf(error.constructor);
  expect(rebuilt).toMatchObject({ name: error.name, message: error.message, facts: error.facts });
});

test.each([
  [
    Object.assign(new Error("terminating connection due to administrator command"), { code: "57P01" }),
    "try_again_later",
  ],
  [new Error("Connection terminated unexpectedly"), "try_again_later"],
  [Object.assign(new Error("write EPIPE"), { code: "EPIPE" }), "transient"],
  [Object.assign(new Error("no such file"), { code: "ENOENT" }), "broken"],
  ["a string", "broken"],
])("an unclassified %s stands on the rung its cause deserves", (thrown, rung) => {
  expect(storeError(thrown).rung).toBe(rung);
});
