import { z } from "@hono/zod-openapi";
import type { ScheduleState } from "@millrace/engine";
import {
  operation,
  answers,
  authorized,
  jsonAnswer,
  type Api,
  type Authorized,
} from "@millrace/platform/api";
import * as contract from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { audited } from "./audited.ts";
import { withRefusals } from "./engine-refusals.ts";
import { namedParameter, runAddress, tags, unknownThing } from "./route-parts.ts";

type Context = Pick<ServerContext, "engine" | "db">;
type ScheduleAct = keyof typeof scheduleActs;

const scheduleActs = {
  pause: "Let a schedule's times pass without starting anything",
  resume: "Keep a schedule's times again",
} as const;

const params = z.object({ name: namedParameter("name") });
const refused = { 400: answers.badRequest, 404: answers.notFound };

/** What runs by the clock, and holding it back or starting it now. */
export function addScheduleRoutes(api: Api, context: Context): void {
  const list = operation("operate:read", {
    method: "get",
    path: "/schedules",
    tags,
    summary: "Every schedule with its next and its last time",
    responses: { 200: jsonAnswer(contract.scheduleList, "The schedules") },
  });
  api.openapi(list, async (c) =>
    c.json({ items: (await context.engine.schedules.list()).map(toScheduleState) }, 200),
  );
  for (const act of ["pause", "resume"] as const) addAct(api, context, act);
  addRunNow(api, context);
}

function addAct(api: Api, context: Context, act: ScheduleAct): void {
  const route = operation("operate:act", {
    method: "post",
    path: `/schedules/{name}/${act}`,
    tags,
    summary: scheduleActs[act],
    request: { params },
    responses: { 200: jsonAnswer(contract.scheduleState, "The schedule afterwards"), ...refused },
  });
  api.openapi(route, async (c) => {
    const { name } = c.req.valid("param");
    await readSchedule(context, name);
    await actOnSchedule(authorized(c, "operate:act"), context, act, name);
    return c.json(await readSchedule(context, name), 200);
  });
}

function addRunNow(api: Api, context: Context): void {
  const route = operation("operate:act", {
    method: "post",
    path: "/schedules/{name}/run",
    tags,
    summary: "Start a run of a schedule now, whatever its plan",
    request: { params },
    responses: { 202: jsonAnswer(contract.startedRun, "Started; Location has its address"), ...refused },
  });
  api.openapi(route, async (c) => {
    const { name } = c.req.valid("param");
    await readSchedule(context, name);
    const runId = await runScheduleNow(authorized(c, "operate:act"), context, name);
    return c.json({ run_id: runId }, 202, { location: runAddress(runId) });
  });
}

async function actOnSchedule(
  actor: Authorized<"operate:act">,
  { engine, db }: Context,
  act: ScheduleAct,
  name: string,
): Promise<void> {
  const entry = { action: `schedule.${act}`, subject: name };
  await withRefusals(() => audited(db.pool, actor, entry, () => engine.schedules[act](name)));
}

function runScheduleNow(
  actor: Authorized<"operate:act">,
  { engine, db }: Context,
  name: string,
): Promise<string> {
  const entry = { action: "schedule.run", subject: name };
  return withRefusals(() => audited(db.pool, actor, entry, () => engine.schedules.runNow(name)));
}

async function readSchedule({ engine }: Context, name: string): Promise<contract.ScheduleState> {
  const schedule = (await engine.schedules.list()).find((one) => one.name === name);
  if (schedule === undefined) throw unknownThing("schedule", name, "/schedules");
  return toScheduleState(schedule);
}

function toScheduleState(schedule: ScheduleState): contract.ScheduleState {
  return {
    name: schedule.name,
    workflow: schedule.workflow,
    cron: schedule.cron,
    time_zone: schedule.timeZone,
    missed_runs: schedule.missedRuns,
    is_paused: schedule.isPaused,
    next_at: schedule.nextAt,
    last_at: schedule.lastAt,
    last_run_id: schedule.lastRunId,
  };
}
