import { z } from "@hono/zod-openapi";
import { operation, answers, jsonAnswer, pageParameters, type Api } from "@millrace/platform/api";
import { runDetail, runLogPage, runPage, runStatus, workflowList, type RunDetail } from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { definedOnly, namedParameter, pageOf, tags, unknownThing } from "./route-parts.ts";
import { toRunDetail, toRunLogLine, toRunSummary } from "./run-view.ts";

const params = z.object({ id: namedParameter("id") });
const onePage = { 200: jsonAnswer(runPage, "One page of runs"), 400: answers.badRequest };

const runFilter = pageParameters.extend({
  status: runStatus.optional(),
  workflow: z.string().max(100).optional().openapi({ description: "See GET /workflows" }),
  queue: z.string().max(100).optional().openapi({ description: "See GET /queues" }),
  search: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: "Part of a run's id, or of the message it failed with" }),
  parent: z.string().max(300).optional().openapi({ description: "Only the children of this run" }),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .openapi({ description: "Created at or after this instant", example: "2026-01-31T00:00:00Z" }),
});

type Reading = Pick<ServerContext, "engine" | "workflows">;

/** Looking at the runs of every workflow. */
export function addRunReading(api: Api, context: Reading): void {
  addList(api, context);
  addChildren(api, context);
  addLogs(api, context);
  const read = operation("operate:read", {
    method: "get",
    path: "/runs/{id}",
    tags,
    summary: "One run with its steps, attempts and errors; input and output without secrets",
    request: { params },
    responses: { 200: jsonAnswer(runDetail, "The run"), 400: answers.badRequest, 404: answers.notFound },
  });
  api.openapi(read, async (c) => c.json(await readRun(context, c.req.valid("param").id), 200));

  const workflows = operation("operate:read", {
    method: "get",
    path: "/workflows",
    tags,
    summary: "Names of the workflows this version runs",
    responses: { 200: jsonAnswer(workflowList, "Their names") },
  });
  api.openapi(workflows, (c) => c.json({ items: context.workflows.map((name) => ({ name })) }, 200));
}

/** One run as the API shows it. Throws `HttpProblem` 404 when there is none. */
export async function readRun({ engine }: Pick<ServerContext, "engine">, id: string): Promise<RunDetail> {
  const run = await engine.get(id);
  if (run === null) throw unknownThing("run", id, "/runs");
  return toRunDetail(run);
}

/** Throws `HttpProblem` 404 when there is no such run; cheaper than reading its steps. */
export async function assertRun({ engine }: Pick<ServerContext, "engine">, id: string): Promise<void> {
  const { items } = await engine.list({ runIds: [id], limit: 1 });
  if (items.length === 0) throw unknownThing("run", id, "/runs");
}

function addList(api: Api, { engine }: Reading): void {
  const list = operation("operate:read", {
    method: "get",
    path: "/runs",
    tags,
    summary: "List runs, newest first",
    request: { query: runFilter },
    responses: onePage,
  });
  api.openapi(list, async (c) => {
    const { limit, parent, ...filter } = c.req.valid("query");
    const page = await engine.list({ limit, ...definedOnly({ ...filter, parentRunId: parent }) });
    return c.json({ items: page.items.map(toRunSummary), next_cursor: page.nextCursor }, 200);
  });
}

function addChildren(api: Api, { engine }: Reading): void {
  const children = operation("operate:read", {
    method: "get",
    path: "/runs/{id}/children",
    tags,
    summary: "The runs a run started, newest first",
    request: { params, query: pageParameters },
    responses: { ...onePage, 404: answers.notFound },
  });
  api.openapi(children, async (c) => {
    const { id } = c.req.valid("param");
    await assertRun({ engine }, id);
    const page = await engine.list({ parentRunId: id, ...pageOf(c.req.valid("query")) });
    return c.json({ items: page.items.map(toRunSummary), next_cursor: page.nextCursor }, 200);
  });
}

function addLogs(api: Api, { engine }: Reading): void {
  const logs = operation("operate:read", {
    method: "get",
    path: "/runs/{id}/logs",
    tags,
    summary: "What a run wrote while it worked, oldest first, without secrets",
    request: { params, query: pageParameters },
    responses: {
      200: jsonAnswer(runLogPage, "One page of lines"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(logs, async (c) => {
    const { id } = c.req.valid("param");
    await assertRun({ engine }, id);
    const page = await engine.readLogs(id, { ...pageOf(c.req.valid("query")) });
    return c.json({ items: page.items.map(toRunLogLine), next_cursor: page.nextCursor }, 200);
  });
}
