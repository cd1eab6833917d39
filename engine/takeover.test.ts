import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { startWorker } from "./fixtures/start-worker.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { count, createEffectTables, effectsOf, handlersOn, release } from "./fixtures/workflows.ts";

test("after kill -9 another process goes on at the step in flight and redoes none before it", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  await using first = await startWorker(database.url);
  const run = await web.start(count, { steps: 4, holdAt: 2 }, { key: "a" });
  await until("step 2 is running", async () =>
    (await effectsOf(database.pool, run.runId)).some((effect) => effect.step === "step-2"),
  );

  first.kill();
  await first.ended;
  await using second = await startWorker(database.url);
  await until(
    "step 2 is running again",
    async () => (await effectsOf(database.pool, run.runId)).length === 4,
  );
  await release(database.pool, run.runId);

  expect(await run.result()).toBe(4);
  const effects = await effectsOf(database.pool, run.runId);
  expect(effects.map(({ step, pid }) => [step, pid])).toEqual([
    ["step-0", first.pid],
    ["step-1", first.pid],
    ["step-2", first.pid],
    ["step-2", second.pid],
    ["step-3", second.pid],
  ]);
  expect(new Set(effects.map((effect) => effect.key)).size).toBe(4);
});

test("a live worker takes over a killed one's run, and only one of several does", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  await using victim = await startWorker(database.url, { ENGINE_WORKER: "victim" });
  const run = await web.start(count, { steps: 2, holdAt: 0 }, { key: "a" });
  await until("the victim runs it", async () => (await effectsOf(database.pool, run.runId)).length === 1);
  await using left = await startWorker(database.url, { ENGINE_WORKER: "left" });
  await using right = await startWorker(database.url, { ENGINE_WORKER: "right" });

  victim.kill();
  await until("a survivor runs it", async () => (await effectsOf(database.pool, run.runId)).length === 2);
  await release(database.pool, run.runId);

  expect(await run.result()).toBe(2);
  const [begun, retaken, last, ...more] = await effectsOf(database.pool, run.runId);
  expect(begun?.pid).toBe(victim.pid);
  expect([left.pid, right.pid]).toContain(retaken?.pid);
  expect(last?.step).toBe("step-1");
  expect(more).toEqual([]);
  const { rows } = await database.pool.query("select count from engine.run_takeover where run_id = $1", [
    run.runId,
  ]);
  expect(rows).toEqual([{ count: 1 }]);
});

test("a worker that was only paused can't store anything for a run that was taken over", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  await using paused = await startWorker(database.url, { ENGINE_WORKER: "paused" });
  const run = await web.start(count, { steps: 2, holdAt: 0 }, { key: "a" });
  await until("it runs", async () => (await effectsOf(database.pool, run.runId)).length === 1);
  await using other = await startWorker(database.url, { ENGINE_WORKER: "other" });

  paused.kill("SIGSTOP");
  await until("it was taken over", async () => (await effectsOf(database.pool, run.runId)).length === 2);
  paused.kill("SIGCONT");
  await until("the paused worker is back", async () => {
    const { rowCount } = await database.pool.query("select 1 from engine.worker where pid = $1", [
      paused.pid,
    ]);
    return rowCount === 1;
  });
  await release(database.pool, run.runId);

  expect(await run.result()).toBe(2);
  const last = (await effectsOf(database.pool, run.runId)).filter((effect) => effect.step === "step-1");
  expect(last.map((effect) => effect.pid)).toEqual([other.pid]);
});

/** The promise, from the death to the step's next beginning elsewhere. */
const promisedMs = 15_000;
/** `MILLRACE_TAKEOVERS=10` measures each of the deaths that often and prints the times. */
const takeovers = Number(process.env["MILLRACE_TAKEOVERS"] ?? 1);

test.for([
  { death: "killed on this machine", isElsewhere: false },
  { death: "lost with its machine", isElsewhere: true },
])(
  "the step of a worker that was $death begins again elsewhere in time",
  { timeout: 20_000 + takeovers * 20_000 },
  async ({ death, isElsewhere }) => {
    await using database = await createTestDatabase();
    await createEffectTables(database.pool);
    await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
    const times: number[] = [];
    for (let round = 0; round < takeovers; round += 1) {
      await using victim = await startWorker(database.url, { ENGINE_WORKER: "victim" });
      const run = await web.start(count, { steps: 1, holdAt: 0 }, { key: String(round) });
      await until("it runs", async () => (await effectsOf(database.pool, run.runId)).length === 1);
      await using survivor = await startWorker(database.url, { ENGINE_WORKER: "survivor" });
      if (isElsewhere)
        await database.pool.query("update engine.worker set hostname = 'elsewhere' where pid = $1", [
          victim.pid,
        ]);
      const diedMs = performance.now();
      victim.kill();
      await until(
        "the survivor has begun it",
        async () => (await effectsOf(database.pool, run.runId)).some((effect) => effect.pid === survivor.pid),
        promisedMs,
      );
      times.push(Math.round(performance.now() - diedMs));
      await release(database.pool, run.runId);
      await run.result();
    }
    if (takeovers > 1) process.stderr.write(`${death}: ${times.toSorted((a, b) => a - b).join(", ")} ms\n`);
  },
);

test("a run held by a worker nobody knows is taken over", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
  await using unknown = await startWorker(database.url, { ENGINE_WORKER: "unknown" });
  const run = await web.start(count, { steps: 2, holdAt: 0 }, { key: "a" });
  await until("it runs", async () => (await effectsOf(database.pool, run.runId)).length === 1);
  unknown.kill();
  await unknown.ended;
  await database.pool.query("delete from engine.worker where pid = $1", [unknown.pid]);
  await database.pool.query(
    "update dbos.workflow_status set started_at_epoch_ms = started_at_epoch_ms - 60000",
  );

  await using finder = await startWorker(database.url, { ENGINE_WORKER: "finder" });
  await release(database.pool, run.runId);

  expect(await run.result()).toBe(2);
  expect((await effectsOf(database.pool, run.runId)).map((effect) => effect.pid)).toEqual([
    unknown.pid,
    finder.pid,
    finder.pid,
  ]);
});
