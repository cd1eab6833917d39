import { createTestDatabase } from "@millrace/platform/testing";
import { systemClock } from "@millrace/platform/clock";
import { createLogger } from "@millrace/platform/telemetry";
import { expect, test } from "vitest";
import { z } from "zod";
import { defineWorkflow, handleWorkflow, openEngine } from "./index.ts";

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

  await using engine = await openEngine({
    databaseUrl: database.url, pool: database.pool, workerId: "test", applicationVersion: "1",
    queues: [], handlers: [handler], role: "all", log: createLogger({ level: "silent" }), clock: systemClock,
  });

  const first = await engine.start(double, 21, { key: "a" });
  const again = await engine.start(double, 99, { key: "a" });

  expect(await first.result()).toBe(42);

  expect(await again.result()).toBe(42);
  expect(again.runId).toBe("double:a");
  expect(ran).toEqual([21]);

});
