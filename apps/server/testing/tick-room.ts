import { z } from "zod";
import { defineSchedule, defineWorkflow, handleWorkflow } from "@millrace/engine";
import { createApi } from "@millrace/platform/api";
import type { Logger } from "@millrace/platform/telemetry";
import type { Feature } from "../features.ts";

const tick = defineWorkflow({ id: "tick", input: z.string(), output: z.null(), onDeploy: "continue" });

const tickSchedule = defineSchedule({
  name: "tick",
  workflow: tick,
  input: (plannedAt) => plannedAt,
  cron: "* * * * * *",
  timeZone: "Europe/Paris",
  missedRuns: "all",
});

/**
 * A room with nothing but a schedule. Each run leaves a row in the table `tick (planned_at, pid)`, which the test makes and
 * which nothing but the step's transaction keeps from being doubled.
 */
export function createTickRoom(log: Logger): Feature {
  return {
    name: "tick",
    permissions: {},
    budgets: [],
    queues: [],
    schedules: [tickSchedule],
    handlers: () => [
      handleWorkflow(tick, async (context, plannedAt) => {
        await context.step("leave a mark", (step) =>
          step.transaction(async (client) => {
            await client.query("insert into tick (planned_at, pid) values ($1, $2)", [
              plannedAt,
              process.pid,
            ]);
          }),
        );
        return null;
      }),
    ],
    routes: () => createApi(log),
  };
}
