import { defineSchedule, defineWorkflow, handleWorkflow, type WorkflowHandler } from "@millrace/engine";
import { z } from "zod";
import { prunes, type PruneParts } from "./prune-house.ts";
import { recordPrune, type Deleted } from "./queries.ts";

const pruneHouse = defineWorkflow({
  id: "prune-house",
  input: z.object({ plannedAt: z.string() }),
  output: z.record(z.string(), z.int()),
  onDeploy: "continue",
});

/** Once an hour by one process, whichever; a missed hour is made up for by the next start. */
export const pruneSchedule = defineSchedule({
  name: "prune-house",
  workflow: pruneHouse,
  input: (plannedAt) => ({ plannedAt }),
  cron: "17 * * * *",
  timeZone: "UTC",
  missedRuns: "latest",
});

/** A step for each kind of thing; counts are of the try that ended the step. `parts` are asked for when a run needs them. */
export function pruneHandler(parts: () => Promise<PruneParts>): WorkflowHandler {
  return handleWorkflow(pruneHouse, async (context) => {
    const deleted: Deleted = {};
    for (const [kind, prune] of Object.entries(prunes))
      deleted[kind] = await context.step(`prune ${kind}`, async () => prune(await parts()));
    await context.step("write it down", async () => {
      await recordPrune((await parts()).db.pool, deleted);
      return null;
    });
    return deleted;
  });
}
