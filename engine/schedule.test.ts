import { createLogger } from "@millrace/platform/telemetry";
import { createTestDatabase, until } from "@millrace/platform/testing";
import type { Pool } from "pg";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestEngine } from "./fixtures/test-engine.ts";
import { startWorker } from "./fixtures/start-worker.ts";
import { everySecond, handlersOn, createEffectTables } from "./fixtures/workflows.ts";
import { defineSchedule, defineWorkflow, handleWorkflow, type MissedRuns } from "./index.ts";
import { Scheduler } from "./scheduler.ts";
import { forgetSchedules } from "./queries/schedules.ts";

const note = defineWorkflow({ id: "note", input: z.string(), output: z.string(), onDeploy: "continue" });
const handlers = [handleWorkflow(note, async (_context, plannedAt) => plannedAt)];
const hourly = (missedRuns: MissedRuns, name = "hourly") =>
  defineSchedule({
    name,
    workflow: note,
    input: (plannedAt) => plannedAt,
    cron: "0 * * * *",
    timeZone: "Europe/Paris",
    missedRuns,
  });

async function runsOf(pool: Pool, workflow: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    "select workflow_uuid as id from dbos.workflow_status where name = $1 order by id",
    [workflow],
  );
  return rows.map((row) => row.id);
}

/** As if no worker had run since then. */
async function missSince(pool: Pool, name: string, hours: number): Promise<void> {
  await pool.query(
    "update engine.schedule set decided_until = date_trunc('hour', now()) - make_interval(hours => $2) where name = $1",
    [name, hours],
  );
}

test("a time missed while no worker ran is started once when one comes, with its planned time as input", async () => {
  await using database = await createTestDatabase();
  const schedules = [hourly("latest"), hourly("all", "hourly-all"), hourly("skip", "hourly-skip")];
  {
    await using web = await openTestEngine(database, handlers, { role: "web", schedules });
    expect((await web.schedules.list()).map((schedule) => schedule.name)).toEqual([
      "hourly",
      "hourly-all",
      "hourly-skip",
    ]);
    for (const { name } of schedules) await missSince(database.pool, name, 3);
  }
  // Out of the window of the policies' "just now": the hour must be at least a minute old.
  await database.pool.query(
    "update engine.schedule set decided_until = decided_until - interval '1 hour' where extract(minute from now()) < 1",
  );
  await using worker = await openTestEngine(database, handlers, { schedules });
  await until("every schedule is decided", async () => {
    const { rowCount } = await database.pool.query(
      "select 1 from engine.schedule where decided_until > now() - interval '30 seconds'",
    );
    return rowCount === 3;
  });
  const runs = await runsOf(database.pool, "note");
  expect(runs.filter((id) => id.startsWith("note:hourly-all@")).length).toBeGreaterThanOrEqual(3);
  const latest = runs.filter((id) => id.startsWith("note:hourly@"));
  expect(latest).toHaveLength(1);
  expect(runs.filter((id) => id.startsWith("note:hourly-skip@")).length).toBeLessThanOrEqual(1);
  const plannedAt = latest[0]?.split("@")[1];
  expect(await worker.handleOf(note, latest[0] ?? "").result()).toBe(plannedAt);
  const state = (await worker.schedules.list()).find((schedule) => schedule.name === "hourly");
  expect(state).toMatchObject({ lastAt: plannedAt, lastRunId: latest[0], isPaused: false });
  expect(Date.parse(state?.nextAt ?? "")).toBeGreaterThan(Date.parse(plannedAt ?? ""));
});

test("a paused schedule starts nothing on any process, and its resume misses nothing", async () => {
  await using database = await createTestDatabase();
  const schedules = [hourly("all")];
  {
    await using web = await openTestEngine(database, handlers, { role: "web", schedules });
    await web.schedules.pause("hourly");
    await missSince(database.pool, "hourly", 5);
  }
  await using worker = await openTestEngine(database, handlers, { schedules });
  expect(await worker.schedules.list()).toMatchObject([{ isPaused: true, nextAt: null }]);
  await worker.schedules.resume("hourly");
  const [resumed] = await worker.schedules.list();
  expect(Date.parse(resumed?.nextAt ?? "")).toBeGreaterThan(Date.now());
  expect(await runsOf(database.pool, "note")).toEqual([]);
});

test("a schedule runs now when asked, from a web process as well", async () => {
  await using database = await createTestDatabase();
  await using worker = await startWorker(database.url);
  await using web = await openTestEngine(database, handlersOn(database.pool), {
    role: "web",
    schedules: [everySecond],
  });
  await createEffectTables(database.pool);
  await web.schedules.pause("every-second");
  const runId = await web.schedules.runNow("every-second");
  expect(await web.handleOf(everySecond.workflow, runId).result()).toBe(1);
  expect(worker.pid).toBeGreaterThan(0);
  expect(await web.schedules.list()).toMatchObject([{ lastRunId: runId, isPaused: true }]);
  await expect(web.schedules.runNow("none")).rejects.toThrow("There is no schedule none");
  await expect(web.schedules.pause("none")).rejects.toThrow("There is no schedule none");
});

test("several workers start one run per planned time, also when one of them is killed", async () => {
  await using database = await createTestDatabase();
  await createEffectTables(database.pool);
  const env = { ENGINE_SCHEDULES: "every-second" };
  await using first = await startWorker(database.url, env);
  await using second = await startWorker(database.url, env);
  await using third = await startWorker(database.url, env);
  const planned = () => runsOf(database.pool, "count");
  await until("it started", async () => (await planned()).length >= 2);
  first.kill();
  await until("the others go on", async () => (await planned()).length >= 4);
  second.kill("SIGSTOP");
  await until("the last goes on", async () => (await planned()).length >= 8);
  second.kill("SIGCONT");
  third.kill("SIGTERM");
  await third.ended;
  second.kill("SIGTERM");
  await second.ended;

  const { rows } = await database.pool.query<{ decided: Date }>(
    "select decided_until as decided from engine.schedule",
  );
  const times = (await planned()).map((id) => Date.parse(id.split("@")[1] ?? ""));
  const fromMs = times[0] ?? 0;
  const untilMs = rows[0]?.decided.getTime() ?? 0;
  const every = Array.from(
    { length: Math.floor((untilMs - fromMs) / 1_000) + 1 },
    (_, at) => fromMs + at * 1_000,
  );
  expect(times).toEqual(every);
});

test("a schedule that is in no process's code any more is removed", async () => {
  await using database = await createTestDatabase();
  await using older = await openTestEngine(database, handlers, { role: "web", schedules: [hourly("skip")] });
  expect(await forgetSchedules(database.pool, 60_000)).toEqual([]);
  await database.pool.query("update engine.schedule set declared_at = now() - interval '1 hour'");
  expect(await forgetSchedules(database.pool, 60_000)).toEqual(["hourly"]);
  expect(await older.schedules.list()).toEqual([]);
});

test("a plan that was changed in the code begins with its next time", async () => {
  await using database = await createTestDatabase();
  const changed = { ...hourly("all"), cron: "30 * * * *" };
  {
    await using before = await openTestEngine(database, handlers, {
      role: "web",
      schedules: [hourly("all")],
    });
    await missSince(database.pool, "hourly", 5);
    expect(await before.schedules.list()).toHaveLength(1);
  }
  await using after = await openTestEngine(database, handlers, { schedules: [defineSchedule(changed)] });
  const [state] = await after.schedules.list();
  expect(state?.cron).toBe("30 * * * *");
  expect(Date.parse(state?.nextAt ?? "")).toBeGreaterThan(Date.now());
});

test("a decision that starts many runs never falls silent for longer than one start", async () => {
  await using database = await createTestDatabase();
  /** When the deciding transaction last spoke, at each start. */
  const spoke: string[] = [];
  const scheduler = new Scheduler({
    pool: database.pool,
    log: createLogger({ level: "silent" }),
    schedules: [hourly("all")],
    start: async (_schedule, _input, key) => {
      const { rows } = await database.pool.query<{ at: string }>(
        "select state_change::text as at from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
      );
      spoke.push(...rows.map((row) => row.at));
      return { runId: key };
    },
  });
  await scheduler.declare();
  await missSince(database.pool, "hourly", 5);
  scheduler.start();
  await until("all were started", async () => spoke.length >= 5);
  await scheduler[Symbol.asyncDispose]();
  expect(new Set(spoke).size).toBe(spoke.length);
});
