import { z } from "@hono/zod-openapi";
import {
  operation,
  answers,
  authorized,
  jsonAnswer,
  problemAnswer,
  type Api,
  type Authorized,
} from "@millrace/platform/api";
import { fromStep, runDetail, startedRun } from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { audited } from "./audited.ts";
import { withRefusals } from "./engine-refusals.ts";
import { namedParameter, runAddress, tags } from "./route-parts.ts";
import { assertRun, readRun } from "./runs.ts";

type Acting = Pick<ServerContext, "engine" | "db">;

const params = z.object({ id: namedParameter("id") });
const refused = { 400: answers.badRequest, 404: answers.notFound };
const unknownStep = problemAnswer("The run has recorded no such step; `field` is json.from_step");
const stepBody = {
  content: { "application/json": { schema: fromStep } },
};

/** What can be done to a run by its name alone. */
const simpleActs = {
  cancel: "Cancel a run and its children",
  pause: "Hold a run and its children until they are resumed; does nothing to what has ended",
  resume: "Continue a paused, failed or cancelled run at its first unfinished step",
} as const;
type SimpleAct = keyof typeof simpleActs;

/** Doing something to a run: every act names who may, and is kept in the audit trail. */
export function addRunActs(api: Api, context: Acting): void {
  for (const act of ["cancel", "pause", "resume"] as const) addSimpleAct(api, context, act);
  addRetry(api, context);
  addFork(api, context);
}

async function actOnRun(
  actor: Authorized<"operate:act">,
  { engine, db }: Acting,
  act: SimpleAct,
  runId: string,
): Promise<void> {
  await audited(db.pool, actor, { action: `run.${act}`, subject: runId }, () => engine[act](runId));
}

async function retryRun(
  actor: Authorized<"operate:act">,
  { engine, db }: Acting,
  runId: string,
  step: string | null,
): Promise<void> {
  const act = { action: "run.retry", subject: runId, detail: { from_step: step } };
  await withRefusals(() => audited(db.pool, actor, act, () => engine.retryFrom(runId, step)));
}

async function forkRun(
  actor: Authorized<"operate:act">,
  { engine, db }: Acting,
  runId: string,
  { step, key }: { step: string | null; key: string | undefined },
): Promise<string> {
  const act = { action: "run.fork", subject: runId, detail: { from_step: step } };
  const options = key === undefined ? undefined : { key };
  return withRefusals(() => audited(db.pool, actor, act, () => engine.fork(runId, step, options)));
}

function addSimpleAct(api: Api, context: Acting, act: SimpleAct): void {
  const route = operation("operate:act", {
    method: "post",
    path: `/runs/{id}/${act}`,
    tags,
    summary: simpleActs[act],
    request: { params },
    responses: { 200: jsonAnswer(runDetail, "The run afterwards"), ...refused },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await assertRun(context, id);
    await actOnRun(authorized(c, "operate:act"), context, act, id);
    return c.json(await readRun(context, id), 200);
  });
}

function addRetry(api: Api, context: Acting): void {
  const route = operation("operate:act", {
    method: "post",
    path: "/runs/{id}/retry",
    tags,
    summary: "Do an ended or paused run again in place, from a step or from the one that failed",
    request: { params, body: stepBody },
    responses: {
      200: jsonAnswer(runDetail, "The run afterwards"),
      ...refused,
      409: answers.conflict,
      422: unknownStep,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await assertRun(context, id);
    // Without a body there is nothing to read the default from.
    const step = c.req.valid("json").from_step ?? null;
    await retryRun(authorized(c, "operate:act"), context, id, step);
    return c.json(await readRun(context, id), 200);
  });
}

function addFork(api: Api, context: Acting): void {
  const route = operation("operate:act", {
    method: "post",
    path: "/runs/{id}/fork",
    tags,
    summary: "Start a new run with the same input, and what the first one recorded before a step",
    request: {
      params,
      body: stepBody,
      headers: z.object({
        "idempotency-key": z.string().min(1).max(100).optional().openapi({
          description: "A second request with the same key starts nothing and answers with the first run",
        }),
      }),
    },
    responses: {
      202: jsonAnswer(startedRun, "Started; Location has its address"),
      ...refused,
      422: unknownStep,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await assertRun(context, id);
    const from = {
      step: c.req.valid("json").from_step ?? null,
      key: c.req.valid("header")["idempotency-key"],
    };
    const runId = await forkRun(authorized(c, "operate:act"), context, id, from);
    return c.json({ run_id: runId }, 202, { location: runAddress(runId) });
  });
}
