import { NeedsAttention } from "@millrace/platform/errors";
import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { defineWorkflow, handleWorkflow, type Engine, type WorkflowContext } from "./index.ts";
import { toRunLogLine } from "./run-log.ts";

const talk = defineWorkflow({ id: "talk", input: z.null(), output: z.unknown(), onDeploy: "continue" });

async function withTalk(
  run: (context: WorkflowContext) => Promise<unknown>,
  use: (engine: Engine, runId: string) => Promise<void>,
): Promise<void> {
  await using database = await createTestDatabase();
  await using engine = await openTestEngine(database, [handleWorkflow(talk, run)]);
  const handle = await engine.start(talk, null, { key: "a" });
  await handle.result().catch(() => null);
  await use(engine, handle.runId);
}

async function messagesOf(engine: Engine, runId: string): Promise<string[]> {
  return (await engine.readLogs(runId, { limit: 100 })).items.map((line) => line.message);
}

test("what handler and steps say is kept in order, redacted, and stored when the run has ended", async () => {
  await withTalk(
    async (context) => {
      context.log.info({ pages: 3 }, "begins");
      await context.step("fetch", async ({ log }) => {
        log.debug(
          { token: "canary", answer: { header: "Bearer abcdefgh12345678" } },
          "sends password=hunter2",
        );
        log.error(new Error("went wrong\0"));
      });
    },
    async (engine, runId) => {
      const { items, nextCursor } = await engine.readLogs(runId, { limit: 10 });
      expect(nextCursor).toBeNull();
      expect(items).toMatchObject([
        { level: "info", step: null, message: "begins", facts: { pages: 3 } },
        {
          level: "debug",
          step: "fetch",
          message: "sends password=[redacted]",
          facts: { token: "[redacted]", answer: { header: "Bearer [redacted]" } },
        },
        { level: "error", step: "fetch", message: "went wrong\ufffd" },
      ]);
      expect(items.every((line) => /^\d{4}-\d\d-\d\dT.*Z$/.test(line.at))).toBe(true);
      expect(JSON.stringify(items)).not.toMatch(/canary|hunter2|abcdefgh/);
    },
  );
});

test("lines are stored before the outcome of the step that said them", async () => {
  await using database = await createTestDatabase();
  let atNextStep: string[] = [];
  const handler = handleWorkflow(talk, async (context) => {
    await context.step("one", async ({ log }) => log.info("said in one"));
    await context.step("two", async () => {
      const { rows } = await database.pool.query<{ message: string }>("select message from engine.run_log");
      atNextStep = rows.map((row) => row.message);
    });
  });
  await using engine = await openTestEngine(database, [handler]);
  await (await engine.start(talk, null, { key: "a" })).result();
  expect(atNextStep).toEqual(["said in one"]);
});

test("a replayed handler's lines are kept once, and a step's failure is among them", async () => {
  let isMended = false;
  await withTalk(
    async (context) => {
      context.log.info("before");
      await context.step("one", async () => null);
      context.log.info("between");
      await context.step("two", async () => {
        if (!isMended) throw new NeedsAttention("log in again");
      });
      context.log.info("after");
    },
    async (engine, runId) => {
      isMended = true;
      await engine.resume(runId);
      await engine.handleOf(talk, runId).result();
      expect(await messagesOf(engine, runId)).toEqual([
        "before",
        "between",
        "step failed",
        "run failed",
        "after",
      ]);
      await engine.retryFrom(runId, "two");
      await engine.handleOf(talk, runId).result();
      expect((await messagesOf(engine, runId)).slice(5)).toEqual(["after"]);
    },
  );
});

test("a run keeps its newest lines, says how many were dropped, and is read in pages", async () => {
  await withTalk(
    async (context) => {
      for (const part of [0, 1, 2])
        await context.step(`part-${part}`, async ({ log }) => {
          for (let line = 0; line < 500; line += 1) log.info(String(part * 500 + line));
        });
    },
    async (engine, runId) => {
      const messages: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<Engine["readLogs"]>> = await engine.readLogs(runId, {
          limit: 400,
          ...(cursor === null ? {} : { cursor }),
        });
        messages.push(...page.items.map((line) => line.message));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(messages[0]).toMatch(/^500 older lines were dropped/);
      expect(messages.slice(1)).toEqual(Array.from({ length: 1000 }, (_, line) => String(line + 500)));
      await expect(engine.readLogs(runId, { limit: 1, cursor: "!" })).rejects.toThrow("page cursor");
    },
  );
});

test("a cancelled run's last lines are kept", async () => {
  await using database = await createTestDatabase();
  const handler = handleWorkflow(talk, async (context) =>
    context.step("wait", async ({ signal, log }) => {
      log.info("waits");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      log.info("lets go");
      throw signal.reason;
    }),
  );
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(talk, null, { key: "a" });
  await until("it waits", async () => (await messagesOf(engine, run.runId)).length === 1);
  await engine.cancel(run.runId);
  await until("it let go", async () => (await messagesOf(engine, run.runId)).includes("lets go"));
});

test("a run that says nothing stores nothing", async () => {
  await withTalk(
    (context) => context.step("quiet", async () => 1),
    async (engine, runId) => expect(await messagesOf(engine, runId)).toEqual([]),
  );
});

test("a line too long for a log is shortened", () => {
  const line = toRunLogLine(
    JSON.stringify({
      level: "info",
      time: "2026-01-01T00:00:00Z",
      msg: "m".repeat(9_000),
      body: "b".repeat(20_000),
    }),
  );
  expect(line.message).toHaveLength(2_000);
  expect(String(line.facts["shortened"])).toHaveLength(8_000);
});

test("a fact named like a part of the line is kept as a fact and harms neither line nor run", async () => {
  await withTalk(
    async (context) => {
      context.log.info({ time: "noon", level: "loud" }, "said");
      await context.step("one", async () => null);
    },
    async (engine, runId) => {
      expect((await engine.get(runId))?.status).toBe("succeeded");
      const { items } = await engine.readLogs(runId, { limit: 10 });
      expect(items).toMatchObject([
        { level: "info", message: "said", facts: { time: "noon", level: "loud" } },
      ]);
      expect(items[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    },
  );
});
