import {
  defineSchedule,
  defineWorkflow,
  handleWorkflow,
  type Engine,
  type WorkflowHandler,
} from "@millrace/engine";
import { HttpProblem } from "@millrace/platform/api";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import { z } from "zod";
import { startNextBackfills } from "../connections/backfill.ts";
import { dueTimes } from "../connections/planned-times.ts";
import { decideUntil, listScheduled, type StoredConnection } from "../queries/connections.ts";
import { settleSyncs } from "../sync/settle-syncs.ts";
import { startSync } from "../sync/start-sync.ts";

const startDueSyncs = defineWorkflow({
  id: "start-due-syncs",
  input: z.object({ planned_at: z.string() }),
  output: z.object({ started: z.array(z.string()), skipped: z.array(z.string()) }),
  onDeploy: "continue",
});

/** Looks every minute which connections are due: cron has no finer times. */
export const dueSyncsSchedule = defineSchedule({
  name: "connect-syncs",
  workflow: startDueSyncs,
  input: (plannedAt) => ({ planned_at: plannedAt }),
  cron: "* * * * *",
  timeZone: "UTC",
  missedRuns: "latest",
});

interface Dependencies {
  db: Database;
  clock: Clock;
  /** Resolves once the engine is open. */
  engine: Promise<Engine>;
}

/** A run's identity is its planned time, so that a time that was begun and not noted is not begun again. */
export function startDueSyncsHandler(deps: Dependencies): WorkflowHandler {
  return handleWorkflow(startDueSyncs, (context) =>
    context.step("start what is due", async () => {
      const at = { db: deps.db, clock: deps.clock, engine: await deps.engine };
      await settleSyncs(at);
      const started: string[] = [];
      const skipped: string[] = [];
      for (const connection of await listScheduled(deps.db.pool))
        await startConnection(at, connection, { started, skipped });
      started.push(...(await startNextBackfills(at, null)));
      return { started, skipped };
    }),
  );
}

async function startConnection(
  at: { db: Database; clock: Clock; engine: Engine },
  connection: StoredConnection,
  report: { started: string[]; skipped: string[] },
): Promise<void> {
  const { schedule, id, name } = connection;
  if (schedule === null) return;
  const nowMs = at.clock.now();
  const decidedUntilMs = Date.parse(connection.decidedUntil ?? connection.changedAt);
  for (const plannedMs of dueTimes(schedule, decidedUntilMs, nowMs)) {
    const plannedAt = new Date(plannedMs).toISOString();
    const start = {
      connection: { id, name },
      kind: "sync",
      plannedAt,
      replayOf: null,
      startedBy: "schedule",
    } as const;
    try {
      report.started.push(await startSync(at, start));
    } catch (error) {
      if (!(error instanceof HttpProblem) || error.code !== "sync_running") throw error;
      // It waits for its turn: this time stays undecided.
      if (!schedule.skip_if_running) return;
      report.skipped.push(`${name} ${plannedAt}`);
    }
    await decideUntil(at.db.pool, id, plannedAt);
  }
}
