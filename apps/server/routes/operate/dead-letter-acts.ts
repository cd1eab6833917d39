import { z } from "@hono/zod-openapi";
import {
  operation,
  answers,
  authorized,
  jsonAnswer,
  type Api,
  type Authorized,
} from "@millrace/platform/api";
import { redactText } from "@millrace/platform/telemetry";
import * as contract from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { audited } from "./audited.ts";
import { readDeadLetter } from "./dead-letters.ts";
import { withRefusals } from "./engine-refusals.ts";
import { namedParameter, tags } from "./route-parts.ts";
import { readRun } from "./runs.ts";

type Context = Pick<ServerContext, "engine" | "db">;

const params = z.object({ id: namedParameter("id") });
const run = {
  200: jsonAnswer(contract.runDetail, "The run afterwards"),
  400: answers.badRequest,
  404: answers.notFound,
};

/** Deciding about dead letters: retry one, retry all alike, give one up. */
export function addDeadLetterActs(api: Api, context: Context): void {
  addRetryAlike(api, context);
  addRetry(api, context);
  addDiscard(api, context);
}

function addRetry(api: Api, context: Context): void {
  const route = operation("operate:act", {
    method: "post",
    path: "/dead-letters/{id}/retry",
    tags,
    summary: "Continue a dead letter at the step that failed, with all its tries again",
    request: { params },
    responses: run,
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await readDeadLetter(context, id);
    await retryDeadLetter(authorized(c, "operate:act"), context, id);
    return c.json(await readRun(context, id), 200);
  });
}

function addRetryAlike(api: Api, context: Context): void {
  const route = operation("operate:act", {
    method: "post",
    path: "/dead-letters/retry",
    tags,
    summary: "Retry every dead letter of one kind",
    request: {
      body: { required: true, content: { "application/json": { schema: contract.retryAlikeRequest } } },
    },
    responses: {
      200: jsonAnswer(contract.retriedAlike, "How many were sent back to work, and how many could not be"),
      400: answers.badRequest,
    },
  });
  api.openapi(route, async (c) => {
    const { kind } = c.req.valid("json");
    return c.json(await retryDeadLettersAlike(authorized(c, "operate:act"), context, kind), 200);
  });
}

function addDiscard(api: Api, context: Context): void {
  const route = operation("operate:act", {
    method: "post",
    path: "/dead-letters/{id}/discard",
    tags,
    summary: "Give a dead letter up: it leaves the list, and its reason is kept",
    request: {
      params,
      body: { required: true, content: { "application/json": { schema: contract.discardRequest } } },
    },
    responses: { ...run, 409: answers.conflict },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    await readDeadLetter(context, id);
    await discardDeadLetter(authorized(c, "operate:act"), context, id, c.req.valid("json").reason);
    return c.json(await readRun(context, id), 200);
  });
}

async function retryDeadLetter(
  actor: Authorized<"operate:act">,
  { engine, db }: Context,
  runId: string,
): Promise<void> {
  const act = { action: "dead_letter.retry", subject: runId };
  await withRefusals(() => audited(db.pool, actor, act, () => engine.deadLetters.retry(runId)));
}

async function retryDeadLettersAlike(
  actor: Authorized<"operate:act">,
  { engine, db }: Context,
  kind: string,
): Promise<contract.RetriedAlike> {
  const act = { action: "dead_letter.retry_alike", subject: kind };
  const { reason, ...counts } = await audited(db.pool, actor, act, () => engine.deadLetters.retryAlike(kind));
  return { ...counts, reason: reason === null ? null : redactText(reason) };
}

async function discardDeadLetter(
  actor: Authorized<"operate:act">,
  { engine, db }: Context,
  runId: string,
  given: string,
): Promise<void> {
  const reason = redactText(given);
  const act = { action: "dead_letter.discard", subject: runId, detail: { reason } };
  await withRefusals(() => audited(db.pool, actor, act, () => engine.deadLetters.discard(runId, reason)));
}
