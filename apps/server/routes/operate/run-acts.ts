import { z } from "@hono/zod-openapi";
import {
  operation,
  answers,
  authorized,
  jsonAnswer,
  type Api,
  type Authorized,
} from "@millrace/platform/api";
import { runDetail } from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { audited } from "./audited.ts";
import { namedParameter, tags } from "./route-parts.ts";
import { readRun } from "./runs.ts";

type Acting = Pick<ServerContext, "engine" | "db">;

const params = z.object({ id: namedParameter("id") });
const one = { 200: jsonAnswer(runDetail, "The run"), 400: answers.badRequest, 404: answers.notFound };

/** What can be done to a run by its name alone. */
const simpleActs = {
  cancel: "Cancel a run and its children",
  resume: "Continue a paused, failed or cancelled run at its first unfinished step",
} as const;

/** Doing something to a run: every act names who may and is kept in the audit trail. */
export function addRunActs(api: Api, context: Acting): void {
  for (const [act, summary] of Object.entries(simpleActs))
    addSimpleAct(api, context, act as SimpleAct, summary);
}

type SimpleAct = keyof typeof simpleActs;

async function actOnRun(
  actor: Authorized<"operate:act">,
  { engine, db }: Acting,
  act: SimpleAct,
  runId: string,
): Promise<void> {
  await audited(db.pool, actor, { action: `run.${act}`, subject: runId }, () => engine[act](runId));
}

function addSimpleAct(api: Api, context: Acting, act: SimpleAct, summary: string): void {
  const route = operation("operate:act", {
    method: "post",
    path: `/runs/{id}/${act}`,
    tags,
    summary,
    request: { params },
    responses: one,
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await readRun(context, id);
    await actOnRun(authorized(c, "operate:act"), context, act, id);
    return c.json(await readRun(context, id), 200);
  });
}
