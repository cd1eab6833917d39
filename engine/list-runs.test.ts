import { NeedsAttention } from "@millrace/platform/errors";
import { createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { defineWorkflow, handleWorkflow, type RunFilter } from "./index.ts";

const quiet = defineWorkflow({ id: "quiet", input: z.null(), output: z.null(), onDeploy: "continue" });
const loud = defineWorkflow({
  id: "loud",
  input: z.string(),
  output: z.null(),
  onDeploy: "continue",
  queue: "slow",
});

test("runs are found by queue, ids, parent, time, and part of their id or of what they failed with", async () => {
  await using database = await createTestDatabase();
  const handlers = [
    handleWorkflow(quiet, async (context) => {
      await context.group(loud, ["", "The shop is closed (100%)"], { key: "calls" });
      return null;
    }),
    handleWorkflow(loud, async (_context, message) => {
      if (message !== "") throw new NeedsAttention(message);
      return null;
    }),
  ];
  await using engine = await openTestEngine(database, handlers, {
    queues: [{ name: "slow", concurrency: null, workerConcurrency: 5 }],
  });
  await (await engine.start(quiet, null, { key: "Alpha" })).result();
  const between = new Date().toISOString();
  await (await engine.start(loud, "", { key: "beta" })).result();
  const found = async (filter: Omit<RunFilter, "limit">): Promise<string[]> =>
    (await engine.list({ ...filter, limit: 10 })).items
      .map((run) => run.runId)
      .toSorted((a, b) => (a < b ? -1 : 1));
  const [one, other] = ["loud:quiet:Alpha/calls:0", "loud:quiet:Alpha/calls:1"];

  expect(await found({ queue: "slow" })).toEqual(["loud:beta", one, other]);
  expect(await found({ queue: "slo" })).toEqual([]);
  expect(await found({ runIds: ["loud:beta", "loud:none"] })).toEqual(["loud:beta"]);
  expect(await found({ runIds: [] })).toEqual([]);
  expect(await found({ parentRunId: "quiet:Alpha" })).toEqual([one, other]);
  expect(await found({ since: between })).toEqual(["loud:beta"]);
  expect(await found({ search: "ALPHA/CALLS" })).toEqual([one, other]);
  expect(await found({ search: "shop is Closed (100%" })).toEqual([other]);
  expect(await found({ search: "100_" })).toEqual([]);
  expect(await found({ search: "alpha", status: "paused", workflow: "loud", queue: "slow" })).toEqual([
    other,
  ]);
  await expect(found({ since: "yesterday" })).rejects.toThrow('"yesterday" is no instant');
});
