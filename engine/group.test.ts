import type { Pool } from "pg";
import { Rejected } from "@millrace/platform/errors";
import { createTestDatabase, startProgram, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { chord, groupHandlersOn } from "./fixtures/group-workflows.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { createEffectTables, release } from "./fixtures/workflows.ts";

const good = (name: string) => ({ name, fails: false });
const bad = (name: string) => ({ name, fails: true });
const partId = (index: number): string => `part:chord:a/all:${index}`;

async function begun(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ step: string }>("select step from effect order by id");
  return rows.map((row) => row.step);
}

test("fail-fast cancels the siblings, throws naming the child, and resuming the parent resumes them all", async () => {
  await using database = await createTestDatabase();
  const { pool } = database;
  await createEffectTables(pool);
  await using engine = await openTestEngine(database, groupHandlersOn(pool));
  const input = { parts: [good("a"), bad("b"), good("c")], onFailure: "fail-fast" as const };
  const run = await engine.start(chord, input, { key: "a" });
  await until("all parts wait", async () => (await begun(pool)).length === 3);

  await release(pool, partId(1));

  await expect(run.result()).rejects.toThrow(
    `In group "all" of 3, child 2 (run ${partId(1)}) failed: b is refused`,
  );
  await expect(engine.handleOf(chord, run.runId).result()).rejects.toBeInstanceOf(Rejected);
  const { rows: causes } = await pool.query("select cause_run_id from engine.run_failure where run_id = $1", [
    run.runId,
  ]);
  expect(causes).toEqual([{ cause_run_id: partId(1) }]);
  const ends = await engine.list({ parentRunId: run.runId, limit: 5 });
  expect(Object.fromEntries(ends.items.map(({ runId, status }) => [runId, status]))).toEqual({
    [partId(0)]: "cancelled",
    [partId(1)]: "failed",
    [partId(2)]: "cancelled",
  });

  await engine.resume(run.runId);
  await expect(engine.handleOf(chord, run.runId).result()).rejects.toThrow("b is refused");
  const { rows } = await pool.query<{ part: string }>(
    `select subject as part from millrace.events
     where type = 'run.changed' and payload->>'status' = 'queued' and payload->>'workflow' = 'part'
     group by 1 having count(*) = 2 order by 1`,
  );
  expect(rows.map((row) => row.part)).toEqual([0, 1, 2].map(partId));
});

test("fail-at-end lets every child end, then throws with how many failed", async () => {
  await using database = await createTestDatabase();
  const { pool } = database;
  await createEffectTables(pool);
  await using engine = await openTestEngine(database, groupHandlersOn(pool));
  const input = { parts: [bad("a"), good("b"), bad("c")], onFailure: "fail-at-end" as const };
  const run = await engine.start(chord, input, { key: "a" });
  for (const index of [0, 1, 2]) await release(pool, partId(index));

  await expect(run.result()).rejects.toThrow(
    `In group "all" of 3, 2 children failed, first child 1 (run ${partId(0)}): a is refused`,
  );
  expect(await engine.get(partId(1))).toMatchObject({ status: "succeeded", output: "b" });
});

test("a group starts no more children at once than it may, and none after a failure that ends it", async () => {
  await using database = await createTestDatabase();
  const { pool } = database;
  await createEffectTables(pool);
  await using engine = await openTestEngine(database, groupHandlersOn(pool));
  const parts = [good("a"), bad("b"), good("c"), good("d")];
  const run = await engine.start(chord, { parts, onFailure: "fail-fast", concurrency: 2 }, { key: "a" });
  await until("two parts wait", async () => (await begun(pool)).length === 2);
  expect((await engine.list({ parentRunId: run.runId, limit: 5 })).items).toHaveLength(2);

  await release(pool, partId(0));
  await until("a third part waits", async () => (await begun(pool)).length === 3);
  await release(pool, partId(1));

  await expect(run.result()).rejects.toThrow("b is refused");
  expect((await engine.list({ parentRunId: run.runId, limit: 5 })).items).toHaveLength(3);
});

test.each([
  { onFailure: "collect", ends: "succeeded", kept: "succeeded" },
  { onFailure: "fail-at-end", ends: "failed", kept: "succeeded" },
  { onFailure: "fail-fast", ends: "failed", kept: "cancelled" },
] as const)(
  "a $onFailure group whose worker is killed ends $ends under the next one",
  async ({ onFailure, ends, kept }) => {
    await using database = await createTestDatabase();
    const { pool } = database;
    await createEffectTables(pool);
    await using web = await openTestEngine(database, [], { role: "web" });
    const start = () =>
      startProgram(new URL("./fixtures/group-worker.ts", import.meta.url), [], { ENGINE_URL: database.url });
    await using first = start();
    const run = await web.start(chord, { parts: [good("a"), bad("b"), good("c")], onFailure }, { key: "a" });
    await until("all parts wait", async () => (await begun(pool)).length === 3);
    await release(pool, partId(0));
    await until("one has ended", async () => (await web.get(partId(0)))?.status === "succeeded");

    first.kill();
    await first.ended;
    await release(pool, partId(1));
    await using _next = start();
    await until("the refused part has ended", async () => (await web.get(partId(1)))?.status === "failed");
    const isHeld = kept === "cancelled";
    if (!isHeld) await release(pool, partId(2));

    await until("the parent has ended", async () => (await web.get(run.runId))?.status === ends);
    expect(await web.get(partId(2))).toMatchObject({ status: kept });
    expect(await web.get(run.runId)).toMatchObject({ output: ends === "succeeded" ? "a - c" : null });
    // The one that had ended before the kill was not done again.
    expect((await begun(pool)).filter((name) => name === "a")).toHaveLength(1);
  },
);
