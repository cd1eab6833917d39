import { migrate, openDatabaseUrl, platformMigrations, startEmbeddedServer } from "@millrace/platform/db";
import { messageOf } from "@millrace/platform/errors";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, runKillCampaign, until, type ChildProgram } from "@millrace/platform/testing";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { startWorker } from "./fixtures/start-worker.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { count, createEffectTables, handlersOn } from "./fixtures/workflows.ts";
import { engineMigrations } from "./index.ts";

/** `MILLRACE_KILLS=200 MILLRACE_SEED=…` for the long campaign. */
const kills = Number(process.env["MILLRACE_KILLS"] ?? 5);
const seed = Number(process.env["MILLRACE_SEED"] ?? 20_261_121);
const stepsPerRun = 4;

test(
  "no run and no step is lost when worker, database or both are killed at random",
  { timeout: 60_000 + kills * 15_000 },
  async () => {
    await using folder = await createTemporaryFolder();
    const log = createLogger({ level: "silent" });
    const server = await startEmbeddedServer({ dataFolder: folder.path, log, maxConnections: 120 });
    try {
      await using database = openDatabaseUrl(server.url, { log });
      await migrate(database, [platformMigrations, engineMigrations]);
      await createEffectTables(database.pool);
      await using web = await openTestEngine(database, handlersOn(database.pool), { role: "web" });
      let worker: ChildProgram | null = null;
      const started: string[] = [];

      const report = await runKillCampaign({
        seed,
        kills,
        pauseMs: [100, 1_500],
        targets: [
          {
            name: "database",
            pid: () => server.pid,
            start: () =>
              until("the database answers", () =>
                database.pool.query("select 1").then(
                  () => true,
                  () => null,
                ),
              ),
          },
          {
            name: "worker",
            pid: () => worker?.pid ?? null,
            start: async () => {
              worker = await startWorker(server.url);
            },
          },
        ],
        async load(signal) {
          for (let index = 0; !signal.aborted; index += 1) {
            const run = await untilAccepted(() =>
              web.start(count, { steps: stepsPerRun, holdAt: null }, { key: String(index) }),
            );
            started.push(run.runId);
            await delay(10);
          }
        },
        isQuiet: async () =>
          (
            await database.pool.query(
              "select 1 from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')",
            )
          ).rowCount === 0,
        async equations() {
          const { rows } = await database.pool.query<{ succeeded: number; runs: number; steps: number }>(
            `select (count(*) filter (where status = 'SUCCESS'))::int as succeeded, count(*)::int as runs,
                  (select count(distinct key)::int from effect) as steps
           from dbos.workflow_status`,
          );
          const found = rows[0];
          return [
            { name: "runs stored = runs started", left: found?.runs ?? -1, right: started.length },
            { name: "runs succeeded = runs started", left: found?.succeeded ?? -1, right: started.length },
            {
              name: "steps done = runs × steps",
              left: found?.steps ?? -1,
              right: started.length * stepsPerRun,
            },
          ];
        },
      });
      await stopped(worker);

      // Named first: a reason says more than a count.
      expect((await database.pool.query("select name, message, step from engine.run_failure")).rows).toEqual(
        [],
      );
      expect(report.equations.filter((equation) => !equation.holds)).toEqual([]);
      expect(started.length).toBeGreaterThan(kills);
    } finally {
      await server.stop();
    }
  },
);

/** A caller that keeps asking with the same key, as every client of ours does. */
async function untilAccepted<T>(start: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!/terminat|shut|connect|recovery/i.test(messageOf(error))) throw error;
      await delay(50);
    }
  }
}

async function stopped(worker: ChildProgram | null): Promise<void> {
  await worker?.[Symbol.asyncDispose]();
}
