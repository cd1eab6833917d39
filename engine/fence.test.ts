import { Transient } from "@millrace/platform/errors";
import { createTestDatabase, until, type ChildProgram, type TestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { startWorker } from "./fixtures/start-worker.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { book, createEffectTables, handlersOn } from "./fixtures/workflows.ts";
import { defineWorkflow, handleWorkflow } from "./index.ts";

/** `MILLRACE_PAUSES=20` for the long campaign: each round pauses a worker through its takeover, about 8 s. */
const rounds = Number(process.env["MILLRACE_PAUSES"] ?? 1);
const runsPerRound = 40;

const note = defineWorkflow({ id: "note", input: z.null(), output: z.number(), onDeploy: "continue" });

async function entriesOf(
  database: TestDatabase,
): Promise<{ runs: number; entries: number; distinct: number }> {
  const { rows } = await database.pool.query<{ runs: number; entries: number; distinct: number }>(
    `select count(distinct run_id)::int as runs, count(*)::int as entries, count(distinct (run_id, step))::int as distinct
     from ledger`,
  );
  return rows[0] ?? { runs: -1, entries: -1, distinct: -1 };
}

/** Waits until the worker's row is gone and no run is its own any more. */
async function untilTakenOver(database: TestDatabase, worker: ChildProgram): Promise<void> {
  await until(
    "the paused worker was taken over",
    async () => {
      const { rowCount } = await database.pool.query("select 1 from engine.worker where pid = $1", [
        worker.pid,
      ]);
      return rowCount === 0;
    },
    30_000,
  );
}

test(
  "workers paused through their takeover change nothing twice when they wake",
  { timeout: 30_000 + rounds * 30_000 },
  async () => {
    await using database = await createTestDatabase();
    await createEffectTables(database.pool);
    await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
    await using first = await startWorker(database.url, { ENGINE_WORKER: "first" });
    await using second = await startWorker(database.url, { ENGINE_WORKER: "second" });
    const started: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const runs = await Promise.all(
        Array.from({ length: runsPerRound }, (_, index) =>
          web.start(book, { ms: 15 + (index % 7) * 5 }, { key: `${round}-${index}` }),
        ),
      );
      started.push(...runs.map((run) => run.runId));
      const victim = round % 2 === 0 ? first : second;
      await until("the victim is at work", async () => {
        const { rowCount } = await database.pool.query(
          "select 1 from ledger where pid = $1 and run_id = any($2)",
          [victim.pid, runs.map((run) => run.runId)],
        );
        return (rowCount ?? 0) > 0;
      });
      victim.kill("SIGSTOP");
      await untilTakenOver(database, victim);
      victim.kill("SIGCONT");
      const ended = await Promise.all(runs.map((run) => run.result()));
      expect(new Set(ended.flat()).size).toBe(runsPerRound * 2);
    }
    expect(await entriesOf(database)).toEqual({
      runs: started.length,
      entries: started.length * 2,
      distinct: started.length * 2,
    });
  },
);

test("a change is made once, and a later try of its step gets the first one's result", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const handler = handleWorkflow(note, (context) =>
    context.step(
      "note it",
      async (step) => {
        const id = await step.transaction(async (client) => {
          const { rows } = await client.query<{ id: string }>(
            "insert into ledger (run_id, step, pid) values ($1, 'note', $2) returning id",
            [step.runId, step.attempt],
          );
          return Number(rows[0]?.id);
        });
        if (step.attempt < 3) throw new Transient("the answer was lost");
        return id;
      },
      { baseDelayMs: 1 },
    ),
  );
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(note, null, { key: "a" });
  expect(await run.result()).toBe(1);
  expect((await database.pool.query("select pid as attempt from ledger")).rows).toEqual([{ attempt: 1 }]);
});

test("a change that failed leaves nothing and is made by the next try", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const handler = handleWorkflow(note, (context) =>
    context.step(
      "note it",
      (step) =>
        step.transaction(async (client) => {
          await client.query("insert into ledger (run_id, step, pid) values ($1, 'note', $2)", [
            step.runId,
            step.attempt,
          ]);
          if (step.attempt === 1) throw new Transient("half done");
          return step.attempt;
        }),
      { baseDelayMs: 1 },
    ),
  );
  await using engine = await openTestEngine(database, [handler]);
  expect(await (await engine.start(note, null, { key: "a" })).result()).toBe(2);
  expect((await database.pool.query("select pid as attempt from ledger")).rows).toEqual([{ attempt: 2 }]);
});

test("a run that was cancelled in another process changes nothing more, though its step does not look", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const handler = handleWorkflow(note, (context) =>
    context.step("note it", async (step) => {
      const client = await database.pool.connect();
      try {
        await client.query("begin");
        await database.pool.query(
          "update dbos.workflow_status set status = 'CANCELLED', owner_xid = null where workflow_uuid = $1",
          [step.runId],
        );
        await step.fence(client);
        await client.query("insert into ledger (run_id) values ($1)", [step.runId]);
        await client.query("commit");
      } finally {
        client.release(true);
      }
      return 1;
    }),
  );
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(note, null, { key: "a" });
  await expect(run.result()).rejects.toThrow("cancelled");
  expect(await entriesOf(database)).toMatchObject({ entries: 0 });
});

test("a step that uses its transaction twice is told to be two steps", async () => {
  await using database = await createTestDatabase();
  const handler = handleWorkflow(note, (context) =>
    context.step("note it", async (step) => {
      await step.transaction(async () => 1);
      return step.transaction(async () => 2);
    }),
  );
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(note, null, { key: "a" });
  await expect(run.result()).rejects.toThrow("make it two steps");
});
