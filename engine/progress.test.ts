import { createTestDatabase } from "@millrace/platform/testing";
import { ManualClock } from "@millrace/platform/clock";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { defineWorkflow, handleWorkflow, type Progress } from "./index.ts";
import { ProgressWriter } from "./progress.ts";

const busy = defineWorkflow({ id: "busy", input: z.int(), output: z.null(), onDeploy: "continue" });

function at(done: number): Progress {
  return { done, of: 100, unit: "pages" };
}

test("of many values in a burst the first and the last are written", async () => {
  const written: number[] = [];
  const writer = new ProgressWriter(new ManualClock(0), async (progress) => void written.push(progress.done));
  for (let done = 1; done <= 50; done += 1) await writer.put(at(done), false);
  expect(written).toEqual([1]);
  await writer.flush();
  expect(written).toEqual([1, 50]);
});

test("a value that comes a quarter of a second later is written at once", async () => {
  const clock = new ManualClock(0);
  const written: number[] = [];
  const writer = new ProgressWriter(clock, async (progress) => void written.push(progress.done));
  for (const done of [1, 2, 3]) {
    await writer.put(at(done), false);
    clock.advance(250);
  }
  expect(written).toEqual([1, 2, 3]);
});

test("what a replay repeats is not written until something new happens or the run ends", async () => {
  const written: number[] = [];
  const writer = new ProgressWriter(new ManualClock(0), async (progress) => void written.push(progress.done));
  await writer.put(at(1), true);
  await writer.put(at(2), true);
  expect(written).toEqual([]);
  await writer.put(at(3), false);
  await writer.flush();
  expect(written).toEqual([3]);
});

test("the last progress of a run is stored and published, with fewer events than calls", async () => {
  await using database = await createTestDatabase();
  const handler = handleWorkflow(busy, async (context, calls) => {
    for (let done = 1; done <= calls; done += 1)
      await context.progress({ done, of: calls, unit: "pages", message: `page ${done}` });
    return null;
  });
  await using engine = await openTestEngine(database, [handler]);
  const run = await engine.start(busy, 500, { key: "a" });
  await run.result();

  const last = { done: 500, of: 500, unit: "pages", message: "page 500" };
  expect((await engine.get(run.runId))?.progress).toEqual(last);
  const { rows } = await database.pool.query(
    "select payload from millrace.events where type = 'run.progress' and subject = $1 order by id",
    [run.runId],
  );
  expect(rows.at(-1)?.payload).toEqual({ runId: run.runId, ...last });
  expect(rows.length).toBeLessThan(50);
});
